"""How many threads decode, and in which arithmetic, on machines of every kind."""

import pytest

from speech.recognition.processor import (
    Processor,
    best_compute_type,
    decoding_threads,
    of_cpu_info,
    quota_of,
    reason_of,
    this_processor,
)

TWO_CORES_FOUR_THREADS = "\n\n".join(
    f"processor\t: {n}\nmodel name\t: Some CPU @ 2 GHz\nphysical id\t: 0\ncore id\t\t: {n % 2}\n"
    "flags\t\t: fpu avx2 avx512_vnni"
    for n in range(4)
)
ARM = "processor\t: 0\nFeatures\t: fp asimd asimddp\n\nprocessor\t: 1\nFeatures\t: fp asimd"


@pytest.mark.parametrize(
    ("physical", "logical", "threads"),
    [(1, 1, 1), (1, 2, 1), (2, 2, 2), (2, 4, 2), (4, 4, 3), (4, 8, 4), (8, 8, 4), (16, 32, 8)],
)
def test_threads_never_outnumber_the_cores(physical: int, logical: int, threads: int) -> None:
    assert decoding_threads(Processor("", physical, logical)) == threads


def test_linux_tells_cores_and_instructions() -> None:
    found = of_cpu_info(TWO_CORES_FOUR_THREADS, 4)
    assert (found.name, found.physical, found.logical) == ("Some CPU @ 2 GHz", 2, 4)
    assert found.int8_help == "AVX-512 VNNI"


def test_a_processor_that_names_no_cores_has_as_many_as_it_runs() -> None:
    found = of_cpu_info(ARM, 2)
    assert (found.physical, found.logical) == (2, 2)
    assert found.int8_help == "Arm dot product"


def test_a_container_may_use_only_its_share() -> None:
    assert quota_of("200000 100000\n") == 2
    assert quota_of("50000 100000\n") == 1
    assert quota_of("max 100000\n") is None
    assert of_cpu_info(TWO_CORES_FOUR_THREADS, 1).physical == 1


def test_int8_is_taken_where_it_is_there_and_half_floats_on_a_graphics_card() -> None:
    assert best_compute_type({"float32", "int8", "int8_float32"}, "cpu") == "int8"
    assert best_compute_type({"float32"}, "cpu") == "float32"
    assert best_compute_type({"float16", "int8_float16", "int8"}, "cuda") == "float16"


def test_the_reason_names_cores_threads_and_instructions() -> None:
    zh, en = reason_of(of_cpu_info(TWO_CORES_FOUR_THREADS, 4), 2)
    for text in (zh, en):
        assert "2" in text
        assert "AVX-512 VNNI" in text


def test_this_machine_has_a_processor() -> None:
    here = this_processor()
    assert 1 <= here.physical <= here.logical
