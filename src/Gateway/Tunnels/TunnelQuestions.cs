using System.Runtime.InteropServices;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Numbers and floors that tunnels ask for in time; those of a turn go together, and what
/// was refused is asked for again.</summary>
/// <param name="tunnels">All of them.</param>
/// <param name="settings">How far ahead they ask.</param>
/// <param name="propose">Wants a fact, and says later whether it is one.</param>
internal sealed class TunnelQuestions(
    TunnelTable tunnels, SaReplication.Settings settings,
    Action<Items<Change>, Action<bool>> propose)
{
    /// <summary>Changes of a fact at most.</summary>
    public const int ChangesMax = 64;

    /// <summary>Octets that go with each number.</summary>
    public const uint OctetsOfPacket = 2_048;

    private readonly List<Change> _wanted = [];

    /// <summary>Whether this member makes facts.</summary>
    public required Func<bool> Reigns { get; init; }

    /// <summary>Whether it gives its place away, and asks for no floor any more.</summary>
    public required Func<bool> IsSettling { get; init; }

    /// <summary>Whether the log has refused something because too much waits in it.</summary>
    public bool IsFull { get; set; }

    /// <summary>What a tunnel needs is asked for in this turn.</summary>
    public void Ask(Tunnel tunnel)
    {
        if (!Reigns() || tunnel.IsEnding)
        {
            return;
        }

        if (!tunnel.IsQuiet && tunnel.LeaseWanted(settings.LeaseBlock) is { } lease)
        {
            tunnel.AskedLease = lease;
            _wanted.Add(new Change.Leased(
                tunnel.Sa.Inbound, lease,
                tunnel.Octets.Used + (settings.LeaseBlock * (ulong)OctetsOfPacket)));
        }

        if (!IsSettling() && tunnel.FloorWanted(settings.FloorBlock) is { } floor)
        {
            tunnel.AskFloor(floor);
            _wanted.Add(new Change.FloorRaised(tunnel.Sa.Inbound, floor));
        }
    }

    /// <summary>What was refused is asked for with the next packet, and of few packets the next one
    /// is long in coming: whatever has some that wait asks again.</summary>
    public void AskAgain()
    {
        foreach (var tunnel in tunnels.All)
        {
            if (tunnel.Waiting > 0)
            {
                Ask(tunnel);
            }
        }
    }

    /// <summary>The questions of a turn.</summary>
    public void Flush()
    {
        foreach (var tunnel in tunnels.All)
        {
            // One that waits for its first numbers has no packet that would ask for them.
            if (tunnel is { IsReady: false, IsQuiet: false, AskedLease: 0 })
            {
                Ask(tunnel);
            }
        }

        while (Reigns() && _wanted.Count > 0)
        {
            var count = Math.Min(ChangesMax, _wanted.Count);
            var together = Items.Of<Change>(CollectionsMarshal.AsSpan(_wanted)[..count]);
            _wanted.RemoveRange(0, count);
            AskFor(together);
        }

        _wanted.Clear();
    }

    /// <summary>A reign begins.</summary>
    public void Clear() => _wanted.Clear();

    /// <summary>What is refused together is asked for one by one: an SA that is gone meanwhile
    /// takes no other one's numbers with it.</summary>
    private void AskFor(Items<Change> changes) => propose(changes, isFact =>
    {
        if (isFact)
        {
            return;
        }

        // Where too much waits already, one by one would be more still.
        if (changes.Count == 1 || IsFull)
        {
            foreach (var change in changes)
            {
                Unask(change);
            }

            return;
        }

        foreach (var change in changes)
        {
            AskFor([change]);
        }
    });

    /// <summary>What was refused is asked for again with the next packet.</summary>
    private void Unask(Change change)
    {
        if (change is Change.Leased leased && tunnels.Of(leased.Inbound) is { } sender)
        {
            sender.AskedLease = 0;
        }
        else if (change is Change.FloorRaised raised
            && tunnels.Of(raised.Inbound) is { } receiver)
        {
            receiver.AskFloor(0);
        }
    }
}
