using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Replication.ReplicationSettings,
    Holdfast.Testing.Conformance.Replication.PairAct,
    Holdfast.Testing.Conformance.Replication.PairSaid>;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>
/// Stateful failover of SAs, RFC 6027: two members of whatever kind, one of which may crash at any
/// time while the channel between them loses, doubles and reorders. The survivor must never say
/// what contradicts the dead one.
/// </summary>
public static class ReplicationConformance
{
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(5);

    /// <summary>After so long alone a survivor has to send again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The properties, for members.</summary>
    /// <param name="make">Makes a member for each case; whether it is the first one, which is
    /// active at first.</param>
    public static ConformanceSuite Of(
        Func<ReplicationSettings, bool, Subject<MemberTold, MemberSaid>> make) =>
        new Stage<ReplicationSettings, PairAct, PairSaid>
        {
            Name = "SA replication",
            Make = settings => PairWorld.Subject(isFirst => make(settings, isFirst)),
            Config = static choices => new(choices.Of([0u, uint.MaxValue - 8])),
            Prologue = static _ => [PairAct.Tick],
            Letters = Acts.Length,
            Letter = static (_, _, letter) => Acts[letter],
            Gaps = static _ =>
            [
                TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(5),
                TimeSpan.FromMilliseconds(12), TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(12),
            ],
            Calm = static _ => Peace,
            Epilogue = static _ => [PairAct.Show],
            Tick = PairAct.Tick,
        }.Suite(
            new("No_sequence_number_is_used_twice", "RFC 6027 §3.4", "I1b", TwiceSent),
            new("No_nonce_is_used_twice", "RFC 6311 §3.4", "I1a, I2", TwiceTheIv),
            new("Sequence_numbers_never_wrap", "RFC 4303 §3.3.3", "I5", Wrapped),
            new("No_packet_is_accepted_twice", "RFC 6027 §3.5", "I3", TwiceAccepted),
            new("No_forged_packet_is_accepted", "RFC 4303 §3.4.4", "I4", ForgedAccepted),
            new("A_message_ID_stands_for_one_request", "RFC 6027 §3.6", "I6", TwoRequests),
            new("What_the_peer_has_the_survivor_knows", "RFC 6027 §3.2", "I24", LostChild),
            new("What_was_lost_is_said_again", "RFC 6027 §3.7", "I25", LostForGood),
            new("A_standby_left_in_peace_knows_the_same", "RFC 6027 §3.7", "I26", Apart),
            new("An_older_epoch_changes_nothing", "RFC 6027 §3.7", "I27", OldObeyed),
            new("The_survivor_sends_again", "RFC 6027 §3.1", "", NeverAgain));

    // A letter that comes often stands more than once.
    private static readonly PairAct[] Acts =
    [
        PairAct.Packet, PairAct.Packet, PairAct.Packet, PairAct.PeerSends, PairAct.PeerSends,
        PairAct.PeerSends, PairAct.PeerRepeats, PairAct.PeerRepeatsOld, PairAct.SomebodyForges,
        PairAct.WantRequest, PairAct.WantRequest, PairAct.WantChild, PairAct.Lose,
        PairAct.Double, PairAct.Double, PairAct.Swap, PairAct.ActiveCrashes, PairAct.ActiveCrashes,
        PairAct.OldMessageArrives, PairAct.Show, PairAct.Show, PairAct.Show,
    ];

    private static IEnumerable<T> All<T>(Game game)
        where T : MemberSaid =>
        game.Lines.SelectMany(line => line.Said).Select(said => said.What).OfType<T>();

    private static string? TwiceSent(Game game) =>
        All<MemberSaid.Sent>(game).GroupBy(sent => sent.Number)
            .FirstOrDefault(of => of.Count() > 1) is { } twice
            ? $"sequence number {twice.Key} is sent twice"
            : null;

    private static string? TwiceTheIv(Game game) =>
        All<MemberSaid.Sent>(game).GroupBy(sent => sent.Iv)
            .FirstOrDefault(of => of.Count() > 1) is { } twice
            ? $"IV {twice.Key:x16} is used twice under one key"
            : null;

    private static string? Wrapped(Game game) =>
        All<MemberSaid.Sent>(game).FirstOrDefault(sent =>
            sent.Number <= game.Config.SentSoFar
            || sent.Number > ReplicationSettings.LastNumber) is { } sent
            ? $"sequence number {sent.Number} is sent"
            : null;

    private static string? TwiceAccepted(Game game) =>
        All<MemberSaid.Accepted>(game).GroupBy(one => one.Number)
            .FirstOrDefault(of => of.Count() > 1) is { } twice
            && !ForgedTaken(game).Contains(twice.Key)
            ? $"packet {twice.Key} is accepted twice"
            : null;

    private static IEnumerable<uint> ForgedTaken(Game game) => game.Lines
        .Where(line => line.Told == PairAct.SomebodyForges)
        .SelectMany(line => line.Said).Select(said => said.What).OfType<MemberSaid.Accepted>()
        .Select(one => one.Number);

    private static string? ForgedAccepted(Game game) => ForgedTaken(game).Any()
        ? "a packet is accepted whose integrity check fails"
        : null;

    private static string? TwoRequests(Game game)
    {
        var sent = new Dictionary<uint, string>();
        foreach (var (id, content) in All<MemberSaid.Request>(game))
        {
            if (sent.TryGetValue(id, out var before) && before != content)
            {
                return $"message ID {id} stands for {before} and for {content}";
            }

            sent[id] = content;
        }

        return null;
    }

    private static string? LostChild(Game game)
    {
        var offered = new HashSet<int>();
        var isOver = false;
        foreach (var line in game.Lines)
        {
            isOver |= line.Told == PairAct.ActiveCrashes;
            foreach (var said in line.Said)
            {
                if (said.What is MemberSaid.Offer(var child) && !isOver)
                {
                    offered.Add(child);
                }

                if (isOver && said is { Who: "moon", What: MemberSaid.Knows knows }
                    && offered.Except(knows.Children).Any())
                {
                    return $"the peer has CHILD SA {offered.Except(knows.Children).First()}, "
                        + "which the survivor does not know";
                }
            }
        }

        return null;
    }

    // Where a message came twice or late besides, it need not be the loss.
    private static string? LostForGood(Game game) =>
        game.Lines.Any(line => line.Told == PairAct.Lose)
        && !game.Lines.Any(line => line.Told is PairAct.Double or PairAct.Swap)
            ? Apart(game)
            : null;

    private static string? Apart(Game game)
    {
        var disturbed = TimeSpan.Zero;
        foreach (var line in game.Lines)
        {
            if (line.Told == PairAct.ActiveCrashes)
            {
                return null;
            }

            if (line.Told == PairAct.Show && line.At >= disturbed + Peace
                && line.Said.Select(said => said.What).OfType<MemberSaid.Knows>().ToArray()
                    is [var one, var other]
                && one.Digest != other.Digest)
            {
                return $"alice knows {one.Digest}, moon knows {other.Digest}";
            }

            disturbed = line.Told is PairAct.Tick or PairAct.Show ? disturbed : line.At;
        }

        return null;
    }

    private static string? OldObeyed(Game game) => game.Lines
        .Where(line => line.Told == PairAct.OldMessageArrives)
        .Select(line => line.Said.Select(said => said.What).OfType<MemberSaid.Knows>().ToArray())
        .Any(shown => shown is [var before, var after] && before.Digest != after.Digest)
            ? "the survivor obeys what the dead one said before"
            : null;

    private static string? NeverAgain(Game game)
    {
        TimeSpan? crash = null;
        var asked = 0;
        foreach (var line in game.Lines)
        {
            crash ??= line.Told == PairAct.ActiveCrashes ? line.At : null;
            asked += line.At >= crash + Patience && line.Told == PairAct.Packet ? 1 : 0;
            if (crash is not null
                && line.Said.Any(said => said is { Who: "moon", What: MemberSaid.Sent }))
            {
                return null;
            }
        }

        // An SA at its last numbers has none left behind what was granted.
        return asked >= 2 && game.Config.SentSoFar == 0
            ? $"{asked} packets are to be sent, and none is"
            : null;
    }
}
