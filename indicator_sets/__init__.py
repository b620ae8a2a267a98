"""The provinces' own sets, units and round plans: data, no code. ``application.set_files`` reads them."""
