"""Charts declared in a few words, counted by the database through the gate and drawn by ECharts in the browser."""
