using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Replication.ReplicationSettings,
    Holdfast.Testing.Conformance.Replication.PairAct,
    Holdfast.Testing.Conformance.Replication.PairSaid>;

namespace Holdfast.Testing.Conformance.Replication;

/// <content>What members know of the SAs, as they show it.</content>
internal static partial class ReplicationLaws
{
    /// <summary>I24: no member knows a CHILD SA that the peer lacks. One whose exchange is open may
    /// be told before it ends; by the time of rest whoever is active has ended it.</summary>
    public static string? ChildThatThePeerLacks(Game game)
    {
        foreach (var (line, peer) in AtRest(game))
        {
            foreach (var said in line.Said)
            {
                if (said.What is MemberSaid.Knows knows
                    && knows.Children.Where(child => !peer.Contains(child)).ToArray()
                        is [var child, ..])
                {
                    return $"{said.Who} knows CHILD SA {child}, which the peer does not have";
                }
            }
        }

        return Mute(game);
    }

    /// <summary>The converse.</summary>
    public static string? LostChild(Game game)
    {
        foreach (var (line, peer) in AtRest(game))
        {
            var survivor = game.Lines.TakeWhile(before => before.At <= line.At)
                .SelectMany(before => before.Said)
                .LastOrDefault(said => said.Told is MemberTold.Takeover)?.Who;
            foreach (var said in line.Said.Where(said => said.Who == survivor))
            {
                if (said.What is MemberSaid.Knows knows
                    && peer.Except(knows.Children).Order().ToArray() is [var lost, ..])
                {
                    return $"the peer has CHILD SA {lost}, which the survivor does not know";
                }
            }
        }

        return Mute(game);
    }

    /// <summary>What is shown while nothing is going on, and what the peer has by then.</summary>
    private static IEnumerable<(Line<PairAct, PairSaid> Line, HashSet<int> Peer)> AtRest(Game game)
    {
        var (rest, offered, refused) = (TimeSpan.Zero, new HashSet<int>(), new HashSet<int>());
        foreach (var line in game.Lines)
        {
            offered.UnionWith(
                line.Said.Select(said => said.What).OfType<MemberSaid.Offer>()
                    .Select(offer => offer.Child));
            if (line.Told == PairAct.WantChildInVain)
            {
                refused.UnionWith(
                    line.Said.Select(said => said.Told).OfType<MemberTold.WantChild>()
                        .Select(want => want.Child));
            }

            if (line.Told == PairAct.Show && line.At >= rest + Peace)
            {
                yield return (line, [.. offered.Except(refused)]);
            }

            rest = Disturbed(rest, line);
        }
    }

    /// <summary>When something was done to the pair last.</summary>
    private static TimeSpan Disturbed(TimeSpan before, Line<PairAct, PairSaid> line) =>
        line.Told switch
        {
            PairAct.Tick or PairAct.Show => before,
            PairAct.PeerGoesOn => line.At + (PairWorld.Many * PairWorld.Between),
            _ => line.At > before ? line.At : before,
        };

    // Where a message came twice or late before, it need not be the loss.
    public static string? LostForGood(Game game)
    {
        Line<PairAct, PairSaid>[] lines =
        [
            .. game.Lines.TakeWhile(line => line.Told is not (PairAct.Double or PairAct.Swap)),
        ];
        return Mute(game) ?? (lines.Any(line => line.Told == PairAct.Lose)
            ? Apart(game with { Lines = lines })
            : null);
    }

    public static string? ApartOrMute(Game game) => Apart(game) ?? Mute(game);

    /// <summary>Where one is gone there is nothing to compare.</summary>
    private static string? Apart(Game game)
    {
        var disturbed = TimeSpan.Zero;
        foreach (var line in game.Lines)
        {
            if (line.Told == PairAct.Show && line.At >= disturbed + Peace
                && line.Said.Select(said => said.What).OfType<MemberSaid.Knows>().ToArray()
                    is [var one, var other]
                && one.Digest != other.Digest)
            {
                return $"alice knows {one.Digest}, moon knows {other.Digest}";
            }

            disturbed = Disturbed(disturbed, line);
        }

        return null;
    }

    public static string? OldObeyed(Game game)
    {
        foreach (var line in game.Lines.Where(line => line.Told is PairAct.OldestMessageArrives
            or PairAct.OldMessageArrives or PairAct.LastMessageArrives))
        {
            if (line.Said.Select(said => said.What).OfType<MemberSaid.Knows>().ToArray()
                is [var before, var after] && before.Digest != after.Digest)
            {
                return $"the survivor obeys what the dead one said before: it knew "
                    + $"{before.Digest}, and knows {after.Digest}";
            }
        }

        return Mute(game);
    }

    public static string? NeverSynced(Game game)
    {
        TimeSpan? due = null;
        foreach (var line in game.Lines)
        {
            if (line.At > due)
            {
                break;
            }

            // Whether what is lost meanwhile is said again, another property says.
            due = line.Told is PairAct.ActiveCrashes or PairAct.StandbyCrashes or PairAct.Lose
                or PairAct.Double or PairAct.Swap
                || line.Said.Any(said => said.What is MemberSaid.Synced) ? null
                : line.Said.Any(said => said.Told is MemberTold.OtherIsBack) ? line.At + Peace
                : due;
        }

        return due < game.End
            ? $"it is back, and does not say by {Instants.Text(due.Value)} that it knows all again"
            : null;
    }

    /// <summary>Whoever does not say what it knows keeps no law about that.</summary>
    private static string? Mute(Game game) =>
        game.Lines.SelectMany(line => line.Said)
            .FirstOrDefault(said => said.Told is MemberTold.Show) is { } said
            ? $"{said.Who} is asked what it knows, and says nothing of it (MemberSaid.Knows)"
            : null;
}
