"""Field: whose figure it is: the company as a whole, or a segment, product, region, peer or industry."""

from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.subject.carried import carried, former, inherited, summed, the_rest, total
from extractor.attribution.subject.deals import bought, stake
from extractor.attribution.subject.own import behind, bracketed, built, made, own, source
from extractor.attribution.subject.topics import facility, paragraph_lead, pronoun, section, topic

__all__ = ["candidates"]


def candidates(frame: Frame) -> list[Candidate[str | None]]:
    """The subjects that the words allow, the best first. None stands for the company as a whole."""
    for rule in _ORDER:
        if (found := rule(frame)) is not None:
            return [found] if found.sure or rule in _ALONE else [found, Candidate(None, "company")]
    return [Candidate(None, "company")]


def _aligned(frame: Frame) -> Candidate[str | None] | None:
    """棒材、线材销量分别为: the name at the figure's own place in a list of subjects."""
    subject = frame.aligned_subject
    return Candidate(subject, "parallel_subjects", subject) if subject is not None else None


_ORDER = (
    _aligned, stake, bought, the_rest, summed, total, former, source, made, bracketed, built, inherited, facility, behind, own, section, topic, carried, pronoun, paragraph_lead,
)  # fmt: skip
"""The rules in order: the first that proposes anything decides."""
_ALONE = frozenset({_aligned, the_rest, summed, total, made, inherited, own, section})
"""What these propose stands alone; of the rest, what is not sure may be the company's as well."""
