using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>
/// Stateful failover of SAs, RFC 6027: two members of whatever kind, either of which may crash at
/// any time and come back, while the channel between them loses, doubles and reorders. Who is left
/// must never say what contradicts the one that is gone, however often that happens.
/// </summary>
public static class ReplicationConformance
{
    /// <summary>The properties, for members.</summary>
    /// <param name="make">Makes a member: two for each case, and one for each time that one is
    /// back; whether it is the first one, which is active at first.</param>
    public static ConformanceSuite Of(
        Func<ReplicationSettings, bool, Subject<MemberTold, MemberSaid>> make) =>
        new Stage<ReplicationSettings, PairAct, PairSaid>
        {
            Name = "SA replication",
            Make = settings => PairWorld.Subject(settings, isFirst => make(settings, isFirst)),
            Config = static choices => choices.Of(Counters) with { Window = choices.Of([1, 3]) },
            Prologue = static _ => [PairAct.Tick],
            Letters = Acts.Length,
            Letter = static (_, _, letter) => Acts[letter],
            Gaps = static _ =>
            [
                TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(5),
                TimeSpan.FromMilliseconds(12), TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(12),
            ],
            Calm = static _ => ReplicationLaws.Peace,
            Epilogue = static _ => [PairAct.Show],
            Tick = PairAct.Tick,
        }.Suite(
            new("No_sequence_number_is_used_twice", "RFC 6027 §3.4", "I1b",
                ReplicationLaws.TwiceSent)
            { Scenes = Failovers },
            new("No_nonce_is_used_twice", "RFC 6311 §3.4", "I1a, I2",
                ReplicationLaws.TwiceTheIv)
            { Scenes = Failovers },
            new("Sequence_numbers_never_wrap", "RFC 4303 §3.3.3", "I5",
                ReplicationLaws.Wrapped)
            { Scenes = [Packets] },
            new("No_packet_is_accepted_twice", "RFC 6027 §3.5", "I3",
                ReplicationLaws.TwiceAccepted)
            { Scenes = [Fresh, FreshTwice, .. Failovers] },
            new("No_forged_packet_is_accepted", "RFC 4303 §3.4.4", "I4",
                ReplicationLaws.ForgedAccepted)
            { Scenes = [Fresh] },
            new("What_is_fresh_is_accepted", "RFC 4303 §3.4.3", "",
                ReplicationLaws.FreshRefused)
            { Scenes = [Fresh, FreshAlone, FreshLater] },
            new("A_message_ID_stands_for_one_request", "RFC 6027 §3.6", "I6",
                ReplicationLaws.TwoRequests)
            { Scenes = [Unheard] },
            new("A_message_ID_stands_for_one_answer", "RFC 7296 §2.1", "I6",
                ReplicationLaws.TwoAnswers)
            { Scenes = [Asked] },
            new("No_more_requests_are_open_than_the_window", "RFC 7296 §2.3", "",
                ReplicationLaws.TooManyOpen),
            new("What_is_wanted_is_sent", "no RFC, ADR 87", "",
                ReplicationLaws.NeverSent)
            { Scenes = [Asked, Wanted] },
            new("No_member_knows_a_CHILD_SA_that_the_peer_lacks", "RFC 7296 §1.3", "I24",
                ReplicationLaws.ChildThatThePeerLacks)
            { Scenes = [UnheardChild, ToldChild, RefusedChild, RefusedUnheard] },
            new("What_the_peer_has_the_survivor_knows", "RFC 6027 §3.2", "",
                ReplicationLaws.LostChild)
            { Scenes = [UnheardChild] },
            new("What_was_lost_is_said_again", "RFC 6027 §3.6", "I25",
                ReplicationLaws.LostForGood)
            { Scenes = [Lost] },
            new("A_standby_left_in_peace_knows_the_same", "RFC 6027 §3.6", "I26",
                ReplicationLaws.ApartOrMute)
            { Scenes = [Lost] },
            new("An_older_epoch_changes_nothing", "RFC 6027 §3.6", "I27",
                ReplicationLaws.OldObeyed)
            { Scenes = [Old] },
            new("Who_comes_back_knows_all_again", "RFC 6027 §3.6", "I25",
                ReplicationLaws.NeverSynced)
            { Scenes = [Back] },
            new("The_survivor_sends_again", "RFC 6027 §3.2", "",
                ReplicationLaws.NeverAgain)
            { Scenes = [Survivor] });

    /// <summary>From the beginning, beside the ends, and beside 2^32 with extended numbers.
    /// </summary>
    private static readonly ReplicationSettings[] Counters =
    [
        new(0, 0, IsExtended: false, 1),
        new(uint.MaxValue - 8, 0, IsExtended: false, 1),
        new(7_000, 1_000, IsExtended: false, 1),
        new(0, uint.MaxValue - 12, IsExtended: false, 1),
        new(uint.MaxValue - 4, uint.MaxValue - 6, IsExtended: true, 1),
    ];

    // A letter that comes often stands more than once.
    private static readonly PairAct[] Acts =
    [
        PairAct.Packet, PairAct.Packet, PairAct.Packet, PairAct.PeerSends, PairAct.PeerSends,
        PairAct.PeerSends, PairAct.PeerRepeats, PairAct.PeerRepeatsOld, PairAct.SomebodyForges,
        PairAct.WantRequest, PairAct.WantRequest, PairAct.WantChild, PairAct.WantChildInVain,
        PairAct.PeerAsks, PairAct.PeerAsksAgain, PairAct.Lose, PairAct.Double, PairAct.Double,
        PairAct.Swap,
        PairAct.ActiveCrashes, PairAct.ActiveCrashes, PairAct.Returns, PairAct.Returns,
        PairAct.StandbyCrashes, PairAct.OldestMessageArrives, PairAct.OldMessageArrives,
        PairAct.LastMessageArrives, PairAct.PeerGoesOn, PairAct.Show, PairAct.Show, PairAct.Show,
    ];

    private static readonly TimeSpan Instantly = TimeSpan.Zero;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(6);

    /// <summary>More than an SA at its last numbers has left.</summary>
    private static Beat[] Packets { get; } =
        Scene([.. Enumerable.Repeat((PairAct.Packet, Soon), 14)]);

    /// <summary>Gone before the other member can have heard of it.</summary>
    private static Beat[] Unheard { get; } = Scene(
        (PairAct.WantRequest, Soon), (PairAct.ActiveCrashes, Instantly),
        (PairAct.WantRequest, Second));

    private static Beat[] UnheardChild { get; } = Scene(
        (PairAct.WantChild, Soon), (PairAct.ActiveCrashes, Instantly), (PairAct.Show, Later));

    /// <summary>Gone when the other member may have heard of it, and not yet the peer.</summary>
    private static Beat[] ToldChild { get; } = Scene(
        (PairAct.WantChild, Soon), (PairAct.ActiveCrashes, OnTheWay), (PairAct.Show, Later));

    private static Beat[] RefusedChild { get; } = Scene(
        (PairAct.WantChildInVain, Soon), (PairAct.Show, Later));

    /// <summary>Gone before it can have heard that the peer refuses.</summary>
    private static Beat[] RefusedUnheard { get; } = Scene(
        (PairAct.WantChildInVain, Soon), (PairAct.ActiveCrashes, Soon / 2),
        (PairAct.Show, Later));

    private static Beat[] Lost { get; } = Scene(
        (PairAct.WantChild, Soon), (PairAct.Lose, Instantly), (PairAct.Show, Later));

    private static Beat[] Fresh { get; } = Scene((PairAct.PeerGoesOn, Soon));

    private static Beat[] FreshAlone { get; } = Scene(
        (PairAct.PeerSends, Soon), (PairAct.ActiveCrashes, Later), (PairAct.PeerGoesOn, Later));

    /// <summary>Across 2^32 where the numbers go on there, and once more behind a takeover.
    /// </summary>
    private static Beat[] FreshTwice { get; } = Scene(
        (PairAct.PeerGoesOn, Soon), (PairAct.ActiveCrashes, Later), (PairAct.PeerRepeats, Soon),
        (PairAct.PeerRepeatsOld, Soon));

    private static Beat[] FreshLater { get; } = Scene(
        (PairAct.PeerSends, Soon), (PairAct.ActiveCrashes, Later), (PairAct.Returns, Soon),
        (PairAct.ActiveCrashes, Later), (PairAct.PeerGoesOn, Later));

    private static Beat[] Asked { get; } = Scene(
        (PairAct.PeerAsks, Soon), (PairAct.ActiveCrashes, Later), (PairAct.PeerAsksAgain, Later));

    private static Beat[] Wanted { get; } = Scene(
        (PairAct.Packet, Soon), (PairAct.Packet, Second), (PairAct.WantRequest, Second),
        (PairAct.WantRequest, Instantly), (PairAct.WantRequest, Instantly),
        (PairAct.WantRequest, Instantly), (PairAct.WantRequest, Second),
        (PairAct.WantRequest, Instantly), (PairAct.WantChild, Second), (PairAct.Show, Later));

    private static Beat[] Survivor { get; } = Scene(
        (PairAct.ActiveCrashes, Soon), (PairAct.Packet, 2 * Later), (PairAct.Packet, Later));

    private static Beat[] Back { get; } = Scene(
        (PairAct.ActiveCrashes, Soon), (PairAct.Returns, Later), (PairAct.Show, Later));

    private static Beat[] Old { get; } = Scene(
        (PairAct.PeerSends, Soon), (PairAct.WantRequest, Second), (PairAct.ActiveCrashes, Later),
        (PairAct.OldMessageArrives, Soon), (PairAct.LastMessageArrives, Second),
        (PairAct.OldMessageArrives, Second), (PairAct.OldMessageArrives, Second));

    /// <summary>There and back again, with packets of both sides in between.</summary>
    private static Beat[][] Failovers { get; } =
    [
        Scene(
            (PairAct.Packet, Soon), (PairAct.Packet, Second), (PairAct.PeerSends, Soon),
            (PairAct.PeerSends, Second), (PairAct.Packet, Soon), (PairAct.ActiveCrashes, Soon),
            (PairAct.Packet, Soon), (PairAct.Packet, Second), (PairAct.Packet, Soon),
            (PairAct.Returns, Soon), (PairAct.PeerSends, Later),
            (PairAct.PeerSends, Second), (PairAct.ActiveCrashes, Second), (PairAct.Packet, Later),
            (PairAct.Packet, Second), (PairAct.PeerRepeats, Soon), (PairAct.PeerRepeatsOld, Soon)),
        Scene(
            (PairAct.StandbyCrashes, Soon), (PairAct.Packet, Soon), (PairAct.Packet, Second),
            (PairAct.PeerSends, Soon), (PairAct.PeerSends, Second), (PairAct.Returns, Soon),
            (PairAct.ActiveCrashes, Later), (PairAct.Packet, Later), (PairAct.Packet, Second),
            (PairAct.PeerRepeats, Soon), (PairAct.PeerRepeatsOld, Soon)),
    ];

    private static Beat[] Scene(params (PairAct Act, TimeSpan After)[] acts) =>
    [
        .. acts.Select(one => new Beat(
            Gap.Some, one.After, Array.IndexOf(Acts, one.Act))),
    ];
}
