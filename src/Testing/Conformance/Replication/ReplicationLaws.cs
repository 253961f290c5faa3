using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Replication.ReplicationSettings,
    Holdfast.Testing.Conformance.Replication.PairAct,
    Holdfast.Testing.Conformance.Replication.PairSaid>;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>What must hold in every history of a pair: here of packets and their numbers.
/// </summary>
internal static partial class ReplicationLaws
{
    /// <summary>After so long undisturbed nothing is on its way any more.</summary>
    public static readonly TimeSpan Peace = TimeSpan.FromSeconds(5);

    /// <summary>After so long alone a survivor has to send again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static string? TwiceSent(Game game) =>
        All<MemberSaid.Sent>(game).GroupBy(sent => sent.Number)
            .FirstOrDefault(of => of.Count() > 1) is { } twice
            ? $"sequence number {twice.Key} is sent twice"
            : null;

    public static string? TwiceTheIv(Game game) =>
        All<MemberSaid.Sent>(game).GroupBy(sent => sent.Iv)
            .FirstOrDefault(of => of.Count() > 1) is { } twice
            ? $"IV {twice.Key:x16} is used twice under one key"
            : null;

    public static string? Wrapped(Game game)
    {
        foreach (var (number, _) in All<MemberSaid.Sent>(game))
        {
            if (number > game.Config.LastNumber)
            {
                return $"sequence number {number} is sent, beyond {game.Config.LastNumber}, the "
                    + "last one: the SA has to be rekeyed before";
            }

            if (number <= game.Config.SentSoFar)
            {
                return $"sequence number {number} is sent, and those up to "
                    + $"{game.Config.SentSoFar} were sent before: it has gone back";
            }
        }

        return null;
    }

    public static string? TwiceAccepted(Game game)
    {
        var forged = ForgedTaken(game).ToHashSet();
        var accepted = new HashSet<ulong>();
        foreach (var number in All<MemberSaid.Accepted>(game).Select(one => one.Number))
        {
            if (number <= game.Config.ReceivedSoFar)
            {
                return $"packet {number} is accepted, and those up to "
                    + $"{game.Config.ReceivedSoFar} may have been before";
            }

            if (!accepted.Add(number) && !forged.Contains(number))
            {
                return $"packet {number} is accepted twice";
            }
        }

        return NothingAccepted(game);
    }

    public static string? ForgedAccepted(Game game) => ForgedTaken(game).Any()
        ? "a packet is accepted whose integrity check fails"
        : NothingAccepted(game);

    /// <summary>Where a takeover costs more packets than any may, or nothing is ever accepted. What
    /// was lost between members may cost more: nothing is claimed then.</summary>
    public static string? FreshRefused(Game game)
    {
        var (rest, length) = (-Peace, (PairWorld.Many * PairWorld.Between) + Peace);
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var line = game.Lines[at];
            if (line.Told is PairAct.Lose or PairAct.Double or PairAct.Swap)
            {
                return null;
            }

            if (line.Told is PairAct.ActiveCrashes or PairAct.StandbyCrashes or PairAct.Returns)
            {
                rest = line.At;
            }

            if (line.Told != PairAct.PeerGoesOn || line.At < rest + Peace
                || game.End < line.At + length)
            {
                continue;
            }

            var during = game.Lines.Skip(at)
                .TakeWhile(next => next.At <= line.At + (PairWorld.Many * PairWorld.Between))
                .ToList();
            var fresh = during.SelectMany(next => next.Said)
                .Count(said => said.Told is MemberTold.Arrives { IsGenuine: true });
            if (fresh >= PairWorld.Many && !during.Exists(IsTorn)
                && !during.SelectMany(next => next.Said)
                    .Any(said => said.What is MemberSaid.Accepted))
            {
                return $"{fresh} packets come after {Instants.Text(line.At)}, each with a number "
                    + "above all before it, and none is accepted";
            }
        }

        return null;

        static bool IsTorn(Line<PairAct, PairSaid> line) => line.Told is PairAct.ActiveCrashes
            or PairAct.StandbyCrashes or PairAct.Returns or PairAct.Lose;
    }

    /// <summary>Whoever accepts nothing keeps no law about what is accepted.</summary>
    private static string? NothingAccepted(Game game) =>
        All<MemberSaid.Accepted>(game).Any() ? null : FreshRefused(game);

    private static IEnumerable<ulong> ForgedTaken(Game game) => game.Lines
        .Where(line => line.Told == PairAct.SomebodyForges)
        .SelectMany(line => line.Said).Select(said => said.What).OfType<MemberSaid.Accepted>()
        .Select(one => one.Number);

    private static IEnumerable<T> All<T>(Game game)
        where T : MemberSaid =>
        game.Lines.SelectMany(line => line.Said).Select(said => said.What).OfType<T>();
}
