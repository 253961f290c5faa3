using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Replication;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <summary>The suite of SA replication: what it passes, and what it catches.</summary>
public sealed class ReplicationSuite
{
    [Fact]
    public void A_right_pair_of_somebody_else_passes() =>
        Biting.Passes(Foreign(MemberMistake.None));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(ReplicationConformance.Of(OurMember.Make));

    [Theory]
    [InlineData(MemberMistake.GoesOnBehindTheLastSent, "No_sequence_number_is_used_twice")]
    [InlineData(MemberMistake.CountsIvsAnew, "No_nonce_is_used_twice")]
    [InlineData(MemberMistake.WrapsAround, "Sequence_numbers_never_wrap")]
    [InlineData(MemberMistake.ForgetsWhatWasAccepted, "No_packet_is_accepted_twice")]
    [InlineData(MemberMistake.ChecksNoIntegrity, "No_forged_packet_is_accepted")]
    [InlineData(
        MemberMistake.SendsRequestsBeforeTheyAreKnown, "A_message_ID_stands_for_one_request")]
    [InlineData(
        MemberMistake.OffersChildrenBeforeTheyAreKnown, "What_the_peer_has_the_survivor_knows")]
    [InlineData(MemberMistake.AppliesTwice, "A_standby_left_in_peace_knows_the_same")]
    [InlineData(MemberMistake.ObeysTheDead, "An_older_epoch_changes_nothing")]
    [InlineData(MemberMistake.NeverSendsAlone, "The_survivor_sends_again")]
    public void A_mistake_is_caught_by_the_property_that_should(
        MemberMistake mistake, string property) => Biting.Catches(Foreign(mistake), property);

    [Fact]
    public void Whoever_says_nothing_again_leaves_the_other_one_without_what_was_lost() =>
        Biting.Catches(
            Foreign(MemberMistake.SaysNothingAgain), "What_was_lost_is_said_again",
            general: "A_standby_left_in_peace_knows_the_same");

    private static ConformanceSuite Foreign(MemberMistake mistake) => ReplicationConformance.Of(
        (settings, isFirst) => ForeignMember.Make(settings, isFirst, mistake));
}
