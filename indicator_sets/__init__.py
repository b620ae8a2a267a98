"""The provinces' own sets, units and round plans: data, no code. ``application.sets.files`` reads them."""
