using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Replication.ReplicationSettings,
    Holdfast.Testing.Conformance.Replication.PairAct,
    Holdfast.Testing.Conformance.Replication.PairSaid>;

namespace Holdfast.Testing.Conformance.Replication;

/// <content>What members know of the SAs, as they show it.</content>
internal static partial class ReplicationLaws
{
    public static string? LostChild(Game game)
    {
        var (offered, owed, survivor) = (new HashSet<int>(), new HashSet<int>(), "");
        foreach (var said in game.Lines.SelectMany(line => line.Said))
        {
            if (said.Told is MemberTold.Takeover)
            {
                (survivor, owed) = (said.Who, [.. offered]);
            }

            if (said.What is MemberSaid.Offer(var child))
            {
                offered.Add(child);
            }

            if (said.Who == survivor && said.What is MemberSaid.Knows knows
                && owed.Except(knows.Children).ToArray() is [var lost, ..])
            {
                return $"the peer has CHILD SA {lost}, which the survivor does not know";
            }
        }

        return Mute(game);
    }

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

            disturbed = line.Told switch
            {
                PairAct.Tick or PairAct.Show => disturbed,
                PairAct.PeerGoesOn => line.At + (PairWorld.Many * PairWorld.Between),
                _ => line.At > disturbed ? line.At : disturbed,
            };
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
