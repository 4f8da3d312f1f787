"""The mathematics: networks as torch modules, the loop that trains them, and what is measured.

`snapshots` and `mailbox` are what others read; they import no torch, so that the window can be
drawn before torch is loaded.
"""
