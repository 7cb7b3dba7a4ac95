import "@pdum/rfb-view/element";

document.querySelector("rfb-view")!.addEventListener("rfb-state", ({ detail }) => console.log(detail.message));
