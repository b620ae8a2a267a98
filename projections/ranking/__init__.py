"""The ranking: per round and scope, who stands where, with three totals, groups, bands, and who is not ranked."""

from projections.ranking.answer import Ranking
from projections.ranking.fold import RankingProjection
from projections.ranking.query import RankingQuery
from projections.ranking.rank_changes import RankChange

__all__ = ["RankChange", "Ranking", "RankingProjection", "RankingQuery"]
