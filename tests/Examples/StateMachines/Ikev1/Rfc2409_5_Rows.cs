using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2409 §5: the pages of the machines of IKEv1.</summary>
public sealed class Rfc2409_5_Rows
{
    [Fact]
    public void The_page_of_who_begins_phase_1_is_what_it_does() => MachinePage.IsUpToDate(
        "PhaseOneInitiator",
        "How an ISAKMP SA is made by main or aggressive mode with a pre-shared key, RFC 2409 §5.4, "
        + "or with signatures, §5.1: its timer repeats what it says, nothing that is said in the "
        + "clear ends it, and its last word in aggressive mode is said once the SA is a fact.");

    [Fact]
    public void The_page_of_who_answers_phase_1_is_what_it_does() => MachinePage.IsUpToDate(
        "PhaseOneResponder",
        "How main or aggressive mode of one initiator is answered, RFC 2409 §5.4 and §5.1: the "
        + "same message has the same answer, nothing is a fact before the peer is authenticated, "
        + "and no word of it is said before it is one.");

    [Fact]
    public void Whoever_is_offered_a_login_is_offered_the_suite_that_logs_in()
    {
        Items<IsakmpSuite> suites =
        [
            EitherMethod[0],
            EitherMethod[0] with { Authentication = PhaseOneAuthMethod.XauthInitPreShared },
        ];
        var config = Checked(new PhaseOneResponder.Settings
        {
            Suites = suites,
            TakesAggressive = true,
        });
        var idle = PhaseOneResponder.Machine.Initial(config, Instant.Zero);
        var letter = PhaseOneResponder.Machine.Alphabet.Single(
            one => one.Name == "offered to log in, aggressive");
        var next = PhaseOneResponder.Step(
            config, idle, Instant.Zero, letter.Make(config, idle));
        Assert.Equal(
            suites[1],
            Assert.IsType<PhaseOneResponder.State.Exchanging>(next.State).Half.Suite);
    }

    [Fact]
    public void The_page_of_who_begins_quick_mode_is_what_it_does() => MachinePage.IsUpToDate(
        "QuickInitiator",
        "How a CHILD SA is made by quick mode, RFC 2409 §5.5, with and without forward secrecy: it "
        + "is a fact before the third message makes it one for the peer.");

    [Fact]
    public void The_page_of_who_answers_quick_mode_is_what_it_does() => MachinePage.IsUpToDate(
        "QuickResponder",
        "How quick mode is answered, RFC 2409 §5.5, with and without forward secrecy: the CHILD SA "
        + "is a fact before the second message, which is repeated until the third or a packet "
        + "shows that the peer is there.");

    [Fact]
    public void The_page_of_who_asks_in_a_transaction_is_what_it_does() => MachinePage.IsUpToDate(
        "TransactionInitiator",
        "How something is asked or set by a transaction exchange under an ISAKMP SA, "
        + "draft-ietf-ipsec-isakmp-mode-cfg §3.1: one message until it is answered, and no secret "
        + "stays that comes with anything else.");

    [Fact]
    public void The_page_of_who_answers_in_a_transaction_is_what_it_does() =>
        MachinePage.IsUpToDate(
            "TransactionResponder",
            "How a transaction exchange of the peer is answered, "
            + "draft-ietf-ipsec-isakmp-mode-cfg §3.1: the caller decides once, the same message "
            + "has the same answer, and what is secret in it is zeroed once it is sealed.");

    [Fact]
    public void The_page_of_who_asks_a_user_is_what_it_does() => MachinePage.IsUpToDate(
        "XauthEdge",
        "How the user of a peer logs in behind phase 1, draft-ietf-ipsec-isakmp-xauth §5, as the "
        + "edge device sees it: the caller judges name and password, that somebody has logged in "
        + "is a fact before it is said, and whoever has not ends with the ISAKMP SA.");

    [Fact]
    public void The_page_of_who_logs_in_is_what_it_does() => MachinePage.IsUpToDate(
        "XauthHost",
        "How our user logs in behind phase 1, draft-ietf-ipsec-isakmp-xauth §5: what is asked for "
        + "is said and nothing else, and more may be done once the edge device says so.");
}
