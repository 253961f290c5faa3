using Holdfast.StateMachines.Replication;

using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>A member, and the data path that its outputs drive.</summary>
/// <param name="Boot">Its start and its store.</param>
/// <param name="Is">Its state; null while it is down.</param>
/// <param name="Acts">Whether it uses the SAs.</param>
/// <param name="UsesIds">Whether it may use message IDs.</param>
/// <param name="Sleeps">Whether it does not run: time passes, and what is said to it waits.</param>
/// <param name="HasSent">Whether it has sent a packet in this unit of time: the rate is one.</param>
/// <param name="Outbound">Its lease of numbers.</param>
/// <param name="Octets">Its lease of octets.</param>
/// <param name="Inbound">Its floor.</param>
/// <param name="Window">What it has accepted, a bit for each number.</param>
/// <param name="NonceReign">The reign in its nonces.</param>
/// <param name="Counter">The counter in its nonces.</param>
internal sealed record ClusterHost(
    Boot Boot, Once<State>? Is, bool Acts, bool UsesIds, bool Sleeps, bool HasSent,
    SequenceLease Outbound, OctetLease Octets, InboundFloor Inbound, UInt128 Window,
    uint NonceReign, uint Counter)
{
    /// <summary>Whether a takeover forbids to receive, until a rekey or the peer helps.</summary>
    public bool IsDeaf { get; init; }

    public State? State => Is?.Value;

    public static ClusterHost New(byte member) => new(
        new(member, member, 0, Epoch.None, Epoch.None, Store.Kept), null, false, true, false,
        false, default, default, default, 0, 0, 0);

    public ClusterHost Down() => this with
    {
        Is = null,
        Acts = false,
        Sleeps = false,
        HasSent = false,
        Outbound = default,
        Octets = default,
        Inbound = default,
        Window = 0,
        NonceReign = 0,
        Counter = 0,
        IsDeaf = false,
    };

    /// <summary>The data path as a takeover plans it.</summary>
    public ClusterHost Reigns(Takeover takeover)
    {
        var plan = takeover.Children.FirstOrDefault();
        return this with
        {
            Acts = true,
            UsesIds = takeover.Ikes.All(ike => ike.Action == IkeTakeover.Resume),
            Outbound = plan?.Outbound ?? SequenceLease.New(extended: false),
            Octets = plan?.Octets ?? default,
            Inbound = plan?.Floor ?? InboundFloor.New(0),
            Window = 0,
            NonceReign = plan?.NonceReign ?? 0,
            IsDeaf = plan is not null && (plan.Action
                & (ChildTakeover.ReceiveNothing | ChildTakeover.AwaitPeerSync)) != 0,
            Counter = 0,
        };
    }
}
