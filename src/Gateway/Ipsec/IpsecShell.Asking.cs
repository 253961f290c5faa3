using System.Runtime.InteropServices;
using Holdfast.Codec;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>Numbers and floors are asked for in time; those of a turn go together.</content>
internal sealed partial class IpsecShell
{
    private const int ChangesMax = 64;
    private const uint OctetsOfPacket = 2_048;

    private readonly List<Change> _wanted = [];
    private bool _isFull;

    private bool Reigns => _state().Replication.Role is SaReplication.Role.Active;

    /// <summary>What a new SA may send is a fact with it, so that it takes the place of an old one
    /// at once; what it may accept is asked for as for any other.</summary>
    private (ulong SentThrough, ulong Floor, ulong Octets, ulong OctetsLast) FirstLeases =>
        (_config.Replication.Settings.LeaseBlock, 0,
            _config.Replication.Settings.LeaseBlock * (ulong)OctetsOfPacket, ulong.MaxValue);

    private void Ask(Tunnel tunnel)
    {
        if (!Reigns || tunnel.IsEnding)
        {
            return;
        }

        var settings = _config.Replication.Settings;
        if (tunnel.LeaseWanted(settings.LeaseBlock) is { } lease)
        {
            tunnel.AskedLease = lease;
            _wanted.Add(new Change.Leased(
                tunnel.Sa.Inbound, lease,
                tunnel.Octets.Used + (settings.LeaseBlock * (ulong)OctetsOfPacket)));
        }

        if (!IsSettling && tunnel.FloorWanted(settings.FloorBlock) is { } floor)
        {
            tunnel.AskFloor(floor);
            _wanted.Add(new Change.FloorRaised(tunnel.Sa.Inbound, floor));
        }
    }

    private void Flush()
    {
        foreach (var tunnel in _tunnels.All)
        {
            // One that waits for its first numbers has no packet that would ask for them.
            if (!tunnel.IsReady && tunnel.AskedLease == 0)
            {
                Ask(tunnel);
            }
        }

        while (Reigns && _wanted.Count > 0)
        {
            var count = Math.Min(ChangesMax, _wanted.Count);
            var together = Items.Of<Change>(CollectionsMarshal.AsSpan(_wanted)[..count]);
            _wanted.RemoveRange(0, count);
            AskFor(together);
        }

        _wanted.Clear();
    }

    /// <summary>What is refused together is asked for one by one: an SA that is gone meanwhile
    /// takes no other one's numbers with it.</summary>
    private void AskFor(Items<Change> changes) => Propose(changes, isFact =>
    {
        if (isFact)
        {
            return;
        }

        // Where too much waits already, one by one would be more still.
        if (changes.Count == 1 || _isFull)
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
        if (change is Change.Leased leased && _tunnels.Of(leased.Inbound) is { } sender)
        {
            sender.AskedLease = 0;
        }
        else if (change is Change.FloorRaised raised
            && _tunnels.Of(raised.Inbound) is { } receiver)
        {
            receiver.AskFloor(0);
        }
    }
}
