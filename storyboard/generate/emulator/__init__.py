"""An emulator of the WaveSpeed v3 API on loopback, for tests and for users' CI.

`server.running_emulator(settings.Settings(...))` runs it inside a Python process;
`storyboard emulate` runs it on its own.
"""
