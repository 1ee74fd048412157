// Node needs the endings of files; hey-api looks for a tsconfig.json beside its own package to find that out.
export default {
  input: "./openapi.yaml",
  output: { path: "./generated", importFileExtension: ".js" },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
