import { RfbView, useRfbView } from "@pdum/rfb-view/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

const url = "ws://localhost:8765/";

/** The headless half: an element of your own, and all that is known of the view. */
function Thumbnail() {
  const { ref, state, stats } = useRfbView({ url, imageOnly: true, autoResize: false });
  return (
    <figure>
      <div ref={ref} style={{ width: 160, height: 90 }} />
      <figcaption>{state.name === "negotiated" ? `${stats.fps.toFixed()} fps` : state.message}</figcaption>
    </figure>
  );
}

function App() {
  const [isCovering, setCovering] = useState(false);
  return (
    <>
      <RfbView url={url} className="screen" fit={isCovering ? "cover" : "contain"} />
      <button onClick={() => setCovering(!isCovering)}>{isCovering ? "Show all" : "Fill the box"}</button>
      <Thumbnail />
    </>
  );
}

createRoot(document.querySelector("#app")!).render(<App />);
