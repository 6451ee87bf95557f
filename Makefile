# Thin names for scripts/dev; pass arguments as ARGS="…".
ARGS ?=
COMMANDS := venv demo test faults fuzz check bench docs

.PHONY: $(COMMANDS)
$(COMMANDS):
	@scripts/dev $@ $(ARGS)
