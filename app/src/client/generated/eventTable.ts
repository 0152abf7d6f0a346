// Written by `npm run generate` from idl/lending.json. Do not edit.

import type { ReadonlyUint8Array } from '@solana/kit';
import {
  getBadDebtResolvedDecoder,
  type BadDebtResolved,
  getBreakerReleasedDecoder,
  type BreakerReleased,
  getBreakerTrippedDecoder,
  type BreakerTripped,
  getChangeCancelledDecoder,
  type ChangeCancelled,
  getChangeExecutedDecoder,
  type ChangeExecuted,
  getChangeProposedDecoder,
  type ChangeProposed,
  getConsensusReachedDecoder,
  type ConsensusReached,
  getFeedCreatedDecoder,
  type FeedCreated,
  getFeesCollectedDecoder,
  type FeesCollected,
  getFlashLoanRepaidDecoder,
  type FlashLoanRepaid,
  getFlashLoanTakenDecoder,
  type FlashLoanTaken,
  getHostPaidDecoder,
  type HostPaid,
  getMarketCreatedDecoder,
  type MarketCreated,
  getMarketLaunchedDecoder,
  type MarketLaunched,
  getMarketPauseExtendedDecoder,
  type MarketPauseExtended,
  getPositionClosedDecoder,
  type PositionClosed,
  getPositionDelegatedDecoder,
  type PositionDelegated,
  getPositionJoinedDecoder,
  type PositionJoined,
  getPositionLiquidatedDecoder,
  type PositionLiquidated,
  getPositionMarkedDecoder,
  type PositionMarked,
  getPositionOpenedDecoder,
  type PositionOpened,
  getPositionViewedDecoder,
  type PositionViewed,
  getPriceLoadedDecoder,
  type PriceLoaded,
  getPublisherAddedDecoder,
  type PublisherAdded,
  getPublisherMutedDecoder,
  type PublisherMuted,
  getPublisherPromotedDecoder,
  type PublisherPromoted,
  getPublisherRotatedDecoder,
  type PublisherRotated,
  getPublisherUnmutedDecoder,
  type PublisherUnmuted,
  getQuorumMissedDecoder,
  type QuorumMissed,
  getRecommendationAcceptedDecoder,
  type RecommendationAccepted,
  getReportIgnoredDecoder,
  type ReportIgnored,
  getReserveBorrowedDecoder,
  type ReserveBorrowed,
  getReserveCreatedDecoder,
  type ReserveCreated,
  getReserveDepositedDecoder,
  type ReserveDeposited,
  getReserveInsuredDecoder,
  type ReserveInsured,
  getReserveRepaidDecoder,
  type ReserveRepaid,
  getReserveWithdrawnDecoder,
  type ReserveWithdrawn,
  getRewardClaimedDecoder,
  type RewardClaimed,
  getRewardsFundedDecoder,
  type RewardsFunded,
  getRewardsOpenedDecoder,
  type RewardsOpened,
  getRewardsRetiredDecoder,
  type RewardsRetired,
  getRoleAcceptedDecoder,
  type RoleAccepted,
  getRoleCancelledDecoder,
  type RoleCancelled,
  getRoleProposedDecoder,
  type RoleProposed,
  getSeizureDepositedDecoder,
  type SeizureDeposited,
  getTermsViewedDecoder,
  type TermsViewed,
} from './types';

/** What the program logs. */
export type LendingEvent =
  | { readonly name: 'BadDebtResolved'; readonly data: BadDebtResolved }
  | { readonly name: 'BreakerReleased'; readonly data: BreakerReleased }
  | { readonly name: 'BreakerTripped'; readonly data: BreakerTripped }
  | { readonly name: 'ChangeCancelled'; readonly data: ChangeCancelled }
  | { readonly name: 'ChangeExecuted'; readonly data: ChangeExecuted }
  | { readonly name: 'ChangeProposed'; readonly data: ChangeProposed }
  | { readonly name: 'ConsensusReached'; readonly data: ConsensusReached }
  | { readonly name: 'FeedCreated'; readonly data: FeedCreated }
  | { readonly name: 'FeesCollected'; readonly data: FeesCollected }
  | { readonly name: 'FlashLoanRepaid'; readonly data: FlashLoanRepaid }
  | { readonly name: 'FlashLoanTaken'; readonly data: FlashLoanTaken }
  | { readonly name: 'HostPaid'; readonly data: HostPaid }
  | { readonly name: 'MarketCreated'; readonly data: MarketCreated }
  | { readonly name: 'MarketLaunched'; readonly data: MarketLaunched }
  | { readonly name: 'MarketPauseExtended'; readonly data: MarketPauseExtended }
  | { readonly name: 'PositionClosed'; readonly data: PositionClosed }
  | { readonly name: 'PositionDelegated'; readonly data: PositionDelegated }
  | { readonly name: 'PositionJoined'; readonly data: PositionJoined }
  | { readonly name: 'PositionLiquidated'; readonly data: PositionLiquidated }
  | { readonly name: 'PositionMarked'; readonly data: PositionMarked }
  | { readonly name: 'PositionOpened'; readonly data: PositionOpened }
  | { readonly name: 'PositionViewed'; readonly data: PositionViewed }
  | { readonly name: 'PriceLoaded'; readonly data: PriceLoaded }
  | { readonly name: 'PublisherAdded'; readonly data: PublisherAdded }
  | { readonly name: 'PublisherMuted'; readonly data: PublisherMuted }
  | { readonly name: 'PublisherPromoted'; readonly data: PublisherPromoted }
  | { readonly name: 'PublisherRotated'; readonly data: PublisherRotated }
  | { readonly name: 'PublisherUnmuted'; readonly data: PublisherUnmuted }
  | { readonly name: 'QuorumMissed'; readonly data: QuorumMissed }
  | { readonly name: 'RecommendationAccepted'; readonly data: RecommendationAccepted }
  | { readonly name: 'ReportIgnored'; readonly data: ReportIgnored }
  | { readonly name: 'ReserveBorrowed'; readonly data: ReserveBorrowed }
  | { readonly name: 'ReserveCreated'; readonly data: ReserveCreated }
  | { readonly name: 'ReserveDeposited'; readonly data: ReserveDeposited }
  | { readonly name: 'ReserveInsured'; readonly data: ReserveInsured }
  | { readonly name: 'ReserveRepaid'; readonly data: ReserveRepaid }
  | { readonly name: 'ReserveWithdrawn'; readonly data: ReserveWithdrawn }
  | { readonly name: 'RewardClaimed'; readonly data: RewardClaimed }
  | { readonly name: 'RewardsFunded'; readonly data: RewardsFunded }
  | { readonly name: 'RewardsOpened'; readonly data: RewardsOpened }
  | { readonly name: 'RewardsRetired'; readonly data: RewardsRetired }
  | { readonly name: 'RoleAccepted'; readonly data: RoleAccepted }
  | { readonly name: 'RoleCancelled'; readonly data: RoleCancelled }
  | { readonly name: 'RoleProposed'; readonly data: RoleProposed }
  | { readonly name: 'SeizureDeposited'; readonly data: SeizureDeposited }
  | { readonly name: 'TermsViewed'; readonly data: TermsViewed };

/** By the first eight bytes: how the rest is read. */
export const EVENTS: readonly (readonly [string, (bytes: ReadonlyUint8Array) => LendingEvent])[] = [
  ['235,148,192,89,43,66,170,243', (bytes) => ({ name: 'BadDebtResolved', data: getBadDebtResolvedDecoder().decode(bytes) })],
  ['85,141,222,245,254,209,109,245', (bytes) => ({ name: 'BreakerReleased', data: getBreakerReleasedDecoder().decode(bytes) })],
  ['248,29,234,230,10,90,65,84', (bytes) => ({ name: 'BreakerTripped', data: getBreakerTrippedDecoder().decode(bytes) })],
  ['139,179,97,81,214,21,119,93', (bytes) => ({ name: 'ChangeCancelled', data: getChangeCancelledDecoder().decode(bytes) })],
  ['50,115,8,12,139,8,191,26', (bytes) => ({ name: 'ChangeExecuted', data: getChangeExecutedDecoder().decode(bytes) })],
  ['170,10,10,8,244,196,146,151', (bytes) => ({ name: 'ChangeProposed', data: getChangeProposedDecoder().decode(bytes) })],
  ['240,211,75,133,165,96,113,26', (bytes) => ({ name: 'ConsensusReached', data: getConsensusReachedDecoder().decode(bytes) })],
  ['48,114,86,253,113,66,250,98', (bytes) => ({ name: 'FeedCreated', data: getFeedCreatedDecoder().decode(bytes) })],
  ['233,23,117,225,107,178,254,8', (bytes) => ({ name: 'FeesCollected', data: getFeesCollectedDecoder().decode(bytes) })],
  ['9,204,105,115,70,7,25,198', (bytes) => ({ name: 'FlashLoanRepaid', data: getFlashLoanRepaidDecoder().decode(bytes) })],
  ['245,234,26,213,203,193,229,143', (bytes) => ({ name: 'FlashLoanTaken', data: getFlashLoanTakenDecoder().decode(bytes) })],
  ['80,118,135,247,84,158,173,166', (bytes) => ({ name: 'HostPaid', data: getHostPaidDecoder().decode(bytes) })],
  ['88,184,130,231,226,84,6,58', (bytes) => ({ name: 'MarketCreated', data: getMarketCreatedDecoder().decode(bytes) })],
  ['3,131,135,22,34,200,136,254', (bytes) => ({ name: 'MarketLaunched', data: getMarketLaunchedDecoder().decode(bytes) })],
  ['52,128,56,252,241,144,235,155', (bytes) => ({ name: 'MarketPauseExtended', data: getMarketPauseExtendedDecoder().decode(bytes) })],
  ['157,163,227,228,13,97,138,121', (bytes) => ({ name: 'PositionClosed', data: getPositionClosedDecoder().decode(bytes) })],
  ['72,163,105,189,92,120,40,233', (bytes) => ({ name: 'PositionDelegated', data: getPositionDelegatedDecoder().decode(bytes) })],
  ['241,115,101,158,185,73,119,123', (bytes) => ({ name: 'PositionJoined', data: getPositionJoinedDecoder().decode(bytes) })],
  ['40,107,90,214,96,30,61,128', (bytes) => ({ name: 'PositionLiquidated', data: getPositionLiquidatedDecoder().decode(bytes) })],
  ['163,113,109,161,103,185,43,12', (bytes) => ({ name: 'PositionMarked', data: getPositionMarkedDecoder().decode(bytes) })],
  ['237,175,243,230,147,117,101,121', (bytes) => ({ name: 'PositionOpened', data: getPositionOpenedDecoder().decode(bytes) })],
  ['141,195,171,5,74,160,156,68', (bytes) => ({ name: 'PositionViewed', data: getPositionViewedDecoder().decode(bytes) })],
  ['52,219,39,13,149,33,133,117', (bytes) => ({ name: 'PriceLoaded', data: getPriceLoadedDecoder().decode(bytes) })],
  ['121,240,153,141,180,107,200,10', (bytes) => ({ name: 'PublisherAdded', data: getPublisherAddedDecoder().decode(bytes) })],
  ['10,232,12,56,188,219,64,123', (bytes) => ({ name: 'PublisherMuted', data: getPublisherMutedDecoder().decode(bytes) })],
  ['61,215,99,78,222,27,170,54', (bytes) => ({ name: 'PublisherPromoted', data: getPublisherPromotedDecoder().decode(bytes) })],
  ['172,3,155,134,158,242,73,164', (bytes) => ({ name: 'PublisherRotated', data: getPublisherRotatedDecoder().decode(bytes) })],
  ['81,216,169,181,214,213,106,51', (bytes) => ({ name: 'PublisherUnmuted', data: getPublisherUnmutedDecoder().decode(bytes) })],
  ['13,165,239,94,151,235,165,187', (bytes) => ({ name: 'QuorumMissed', data: getQuorumMissedDecoder().decode(bytes) })],
  ['13,104,69,144,232,1,253,43', (bytes) => ({ name: 'RecommendationAccepted', data: getRecommendationAcceptedDecoder().decode(bytes) })],
  ['107,249,81,179,194,42,11,78', (bytes) => ({ name: 'ReportIgnored', data: getReportIgnoredDecoder().decode(bytes) })],
  ['85,62,160,185,124,90,153,250', (bytes) => ({ name: 'ReserveBorrowed', data: getReserveBorrowedDecoder().decode(bytes) })],
  ['120,8,71,243,135,170,20,99', (bytes) => ({ name: 'ReserveCreated', data: getReserveCreatedDecoder().decode(bytes) })],
  ['97,31,143,158,209,4,254,91', (bytes) => ({ name: 'ReserveDeposited', data: getReserveDepositedDecoder().decode(bytes) })],
  ['201,111,225,173,43,157,44,179', (bytes) => ({ name: 'ReserveInsured', data: getReserveInsuredDecoder().decode(bytes) })],
  ['251,228,127,176,165,255,129,232', (bytes) => ({ name: 'ReserveRepaid', data: getReserveRepaidDecoder().decode(bytes) })],
  ['186,11,109,7,117,246,188,249', (bytes) => ({ name: 'ReserveWithdrawn', data: getReserveWithdrawnDecoder().decode(bytes) })],
  ['49,28,87,84,158,48,229,175', (bytes) => ({ name: 'RewardClaimed', data: getRewardClaimedDecoder().decode(bytes) })],
  ['84,233,245,203,228,147,165,92', (bytes) => ({ name: 'RewardsFunded', data: getRewardsFundedDecoder().decode(bytes) })],
  ['160,2,64,59,88,206,218,38', (bytes) => ({ name: 'RewardsOpened', data: getRewardsOpenedDecoder().decode(bytes) })],
  ['79,142,183,75,13,45,161,159', (bytes) => ({ name: 'RewardsRetired', data: getRewardsRetiredDecoder().decode(bytes) })],
  ['130,219,17,167,202,238,104,50', (bytes) => ({ name: 'RoleAccepted', data: getRoleAcceptedDecoder().decode(bytes) })],
  ['101,113,118,115,200,217,239,208', (bytes) => ({ name: 'RoleCancelled', data: getRoleCancelledDecoder().decode(bytes) })],
  ['168,105,155,70,211,61,123,252', (bytes) => ({ name: 'RoleProposed', data: getRoleProposedDecoder().decode(bytes) })],
  ['194,219,1,84,81,37,89,23', (bytes) => ({ name: 'SeizureDeposited', data: getSeizureDepositedDecoder().decode(bytes) })],
  ['119,230,61,236,170,190,108,138', (bytes) => ({ name: 'TermsViewed', data: getTermsViewedDecoder().decode(bytes) })],
];
