import { defineConfig } from 'vite';

export default defineConfig({
  build: { outDir: 'dist', assetsDir: 'assets' },
  server: { port: 8081, proxy: { '/ws': { target: 'ws://localhost:9000', ws: true } } },
});
