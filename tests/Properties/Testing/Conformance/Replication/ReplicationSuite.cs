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
    [InlineData(MemberMistake.GoesOnBehindWhatItKept, "No_sequence_number_is_used_twice")]
    [InlineData(MemberMistake.CountsIvsAnew, "No_nonce_is_used_twice")]
    [InlineData(MemberMistake.CountsIvsAnewWhenBack, "No_nonce_is_used_twice")]
    [InlineData(MemberMistake.WrapsAround, "Sequence_numbers_never_wrap")]
    [InlineData(MemberMistake.ForgetsWhatWasAccepted, "No_packet_is_accepted_twice")]
    [InlineData(MemberMistake.ForgetsHighHalves, "No_packet_is_accepted_twice")]
    [InlineData(MemberMistake.TakesFloorsFromOne, "No_packet_is_accepted_twice")]
    [InlineData(MemberMistake.ChecksNoIntegrity, "No_forged_packet_is_accepted")]
    [InlineData(MemberMistake.AcceptsNothingAlone, "What_is_fresh_is_accepted")]
    [InlineData(
        MemberMistake.SendsRequestsBeforeTheyAreKnown, "A_message_ID_stands_for_one_request")]
    [InlineData(MemberMistake.AnswersAnew, "A_message_ID_stands_for_one_answer")]
    [InlineData(MemberMistake.AnswersInOnePart, "A_message_ID_stands_for_one_answer")]
    [InlineData(MemberMistake.HeedsNoWindow, "No_more_requests_are_open_than_the_window")]
    [InlineData(MemberMistake.TakesAnswersInOrderOnly, "What_is_wanted_is_sent")]
    [InlineData(MemberMistake.AnswersNothing, "What_is_wanted_is_sent")]
    [InlineData(
        MemberMistake.OffersChildrenBeforeTheyAreKnown, "What_the_peer_has_the_survivor_knows")]
    [InlineData(
        MemberMistake.TellsChildrenWithTheOffer,
        "No_member_knows_a_CHILD_SA_that_the_peer_lacks")]
    [InlineData(
        MemberMistake.KeepsChildrenThatAreRefused,
        "No_member_knows_a_CHILD_SA_that_the_peer_lacks")]
    [InlineData(MemberMistake.ForgetsThatItOffers, "What_the_peer_has_the_survivor_knows")]
    [InlineData(MemberMistake.AppliesTwice, "A_standby_left_in_peace_knows_the_same")]
    [InlineData(MemberMistake.ObeysTheDead, "An_older_epoch_changes_nothing")]
    [InlineData(MemberMistake.ObeysTheLastOfTheDead, "An_older_epoch_changes_nothing")]
    [InlineData(MemberMistake.NeverSynced, "Who_comes_back_knows_all_again")]
    [InlineData(MemberMistake.NeverSendsAlone, "The_survivor_sends_again")]
    public void A_mistake_is_caught_by_the_property_that_should(
        MemberMistake mistake, string property) => Biting.Catches(Foreign(mistake), property);

    [Fact]
    public void Whoever_says_nothing_again_leaves_the_other_one_without_what_was_lost() =>
        Biting.Catches(
            Foreign(MemberMistake.SaysNothingAgain), "What_was_lost_is_said_again",
            "A_standby_left_in_peace_knows_the_same");

    [Fact]
    public void Whoever_accepts_nothing_keeps_no_law_about_what_is_accepted() =>
        Biting.Catches(
            Foreign(MemberMistake.AcceptsNothing), "No_packet_is_accepted_twice",
            "No_forged_packet_is_accepted", "What_is_fresh_is_accepted");

    [Fact]
    public void Whoever_does_not_say_what_it_knows_keeps_no_law_about_that() =>
        Assert.EndsWith(
            "is asked what it knows, and says nothing of it (MemberSaid.Knows)",
            Biting.Catches(
                Foreign(MemberMistake.ShowsNothing),
                "No_member_knows_a_CHILD_SA_that_the_peer_lacks",
                "What_the_peer_has_the_survivor_knows", "What_was_lost_is_said_again", "A_standby_left_in_peace_knows_the_same",
                "An_older_epoch_changes_nothing").Why);

    [Fact]
    public void A_number_beyond_the_last_one_is_told_with_the_last_one() =>
        Assert.Equal(
            "sequence number 4294967296 is sent, beyond 4294967295, the last one: the SA has to "
                + "be rekeyed before",
            Biting.Catches(
                Foreign(MemberMistake.WrapsAround), "Sequence_numbers_never_wrap").Why);

    private static ConformanceSuite Foreign(MemberMistake mistake) => ReplicationConformance.Of(
        (settings, isFirst) => ForeignMember.Make(settings, isFirst, mistake));
}
