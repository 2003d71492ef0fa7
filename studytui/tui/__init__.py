"""The face on screen: screens call the desk, widgets are given values and post messages."""
