/** The built worker as text; made by vite.package.config.ts. */
declare module "virtual:worker-code" {
  const code: string;
  export default code;
}
