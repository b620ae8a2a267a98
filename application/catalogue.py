"""Every event of the platform under its stored name."""

from domain.audit import events as audit
from domain.award_campaign import events as award_campaign
from domain.event import Catalogue
from domain.indicator_set import events as indicator_set
from domain.person import events as person
from domain.province import events as province
from domain.round import events as assessment_round
from domain.scorecard import events as scorecard

CATALOGUE = Catalogue(
    [
        province.ProvinceRegistered,
        province.UnitRegistered,
        province.UnitRenamed,
        province.UnitMerged,
        province.UnitDissolved,
        indicator_set.Released,
        indicator_set.Withdrawn,
        assessment_round.RoundOpened,
        assessment_round.CalendarChanged,
        assessment_round.UnitMarkedNotRanked,
        assessment_round.UnitMarkedRanked,
        assessment_round.SelfScoringClosed,
        assessment_round.BestValuesFrozen,
        assessment_round.ReviewClosed,
        assessment_round.RoundFinalised,
        assessment_round.RoundPublished,
        assessment_round.RoundReopened,
        scorecard.ScorecardOpened,
        scorecard.SelfScored,
        scorecard.EvidenceAttached,
        scorecard.EvidenceWithdrawn,
        scorecard.Explained,
        scorecard.MarkedNotApplicable,
        scorecard.Submitted,
        scorecard.Returned,
        scorecard.Adjusted,
        scorecard.Rescaled,
        scorecard.Appealed,
        scorecard.AppealResolved,
        scorecard.ScorecardFinalised,
        scorecard.ScorecardReopened,
        audit.ReadLogged,
        person.NameErased,
        award_campaign.CampaignListed,
        award_campaign.CampaignOpened,
        award_campaign.AwardCalendarChanged,
        award_campaign.Nominated,
        award_campaign.NominationWithdrawn,
        award_campaign.FactAttested,
        award_campaign.DossierDocumentAdded,
        award_campaign.DossierSubmitted,
        award_campaign.DossierReturned,
        award_campaign.Consolidated,
        award_campaign.Appraised,
        award_campaign.CouncilVoted,
        award_campaign.ObjectionRecorded,
        award_campaign.ObjectionAnswered,
        award_campaign.Granted,
        award_campaign.Declined,
        award_campaign.NominationReconsidered,
        award_campaign.AwardFlagged,
        award_campaign.Revoked,
        award_campaign.HonoursPublished,
    ]
)
"""Events are only ever added here; one that is no longer written is retired with an upcast to its successor."""
