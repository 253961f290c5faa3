using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>Numbers and floors are asked for in time; those of a turn go together.</content>
internal sealed partial class IpsecShell
{
    private readonly TunnelQuestions _questions;

    private bool Reigns => _state().Replication.Role is SaReplication.Role.Active;

    /// <summary>What a new SA may send is a fact with it, so that it takes the place of an old one
    /// at once; what it may accept is asked for as for any other.</summary>
    private (ulong SentThrough, ulong Floor, ulong Octets, ulong OctetsLast) FirstLeases =>
        (_config.Replication.Settings.LeaseBlock, 0,
            _config.Replication.Settings.LeaseBlock * (ulong)TunnelQuestions.OctetsOfPacket,
            ulong.MaxValue);

    private void Ask(Tunnel tunnel) => _questions.Ask(tunnel);
}
