"""`make mutations` draws from modules whose tests can notice."""

from tests.mutations import __main__ as mutations
from tests.mutations.mutant import mutants_of


def test_every_module_that_is_mutated_has_tests_that_are_named_for_it() -> None:
    mutated = [path for path in mutations.modules() if mutants_of(mutations.ROOT, path)]
    assert len(mutated) > 50
    missing = [str(path) for path in mutated if not (mutations.ROOT / mutations.test_file(path)).exists()]
    assert missing == []


def test_mutants_are_drawn_from_every_module_before_a_second_of_any() -> None:
    mutated = [path for path in mutations.modules() if mutants_of(mutations.ROOT, path)]
    drawn = [mutant.path for mutant in mutations.draw(1, len(mutated))]
    assert sorted(drawn) == sorted(mutated)
    assert mutations.draw(1, 40) == mutations.draw(1, 40) != mutations.draw(2, 40)
