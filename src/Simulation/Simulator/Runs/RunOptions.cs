using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <summary>How a world is played; nothing here changes what it is.</summary>
public sealed record RunOptions
{
    /// <summary>The defaults.</summary>
    public static RunOptions Default => new();

    /// <summary>The machines of members; others than the shipped ones are canaries.</summary>
    public ClusterMember.Machines Machines { get; init; } = ClusterMember.Machines.Shipped;

    /// <summary>Who computes ciphers; null: the platform. The octets are the same.</summary>
    public CryptoProvider? Cryptography { get; init; }

    /// <summary>Whether the timeline is kept.</summary>
    public bool HasTimeline { get; init; } = true;

    /// <summary>Gets each event as it happens, in octets that are the same in every run; null:
    /// nobody does.</summary>
    public Action<ReadOnlyMemory<byte>>? Trace { get; init; }

    /// <summary>Which bits of a member's SPIs are drawn: with few of them many are drawn alike.
    /// </summary>
    internal uint SpiBits { get; init; } = uint.MaxValue;

    /// <summary>The same of the SPIs of a member's IKE SAs.</summary>
    internal ulong IkeSpiBits { get; init; } = ulong.MaxValue;

    /// <summary>Which SPIs are a member's; otherwise it is a canary.</summary>
    internal Func<byte, SpiPartition> Spis { get; init; } = static member => new(member);

    /// <summary>Whether a member knows of no SPI of an IKE SA that another one has drawn: nothing
    /// but its number tells them apart.</summary>
    internal bool AreSpisOwn { get; init; }

    /// <summary>A peer whose shared key is another one than its gateways have; null: none.
    /// </summary>
    internal string? OtherKey { get; init; }

    /// <summary>What else the settings of members are: a canary.</summary>
    internal Func<ClusterMemberConfig.Settings, ClusterMemberConfig.Settings> Settings
    { get; init; } = static settings => settings;

    /// <summary>How members read connections; otherwise they are canaries.</summary>
    internal StreamStep Streams { get; init; } = TcpReading.ReadOn;

    /// <summary>The most octets of a frame that members take from a connection.</summary>
    internal int LargestFrame { get; init; } = ushort.MaxValue;

    /// <summary>What a peer puts into its first connection where a frame should be; empty: nothing.
    /// </summary>
    internal Octets Lie { get; init; }

    /// <summary>How much later than the world says routes converge: a canary.</summary>
    internal TimeSpan ConvergesLater { get; init; }

    /// <summary>The sessions of BFD of members; others are canaries.</summary>
    internal BfdStep Bfd { get; init; } = BfdSession.Step;

    /// <summary>The exchanges of members under standing IKE SAs; others are canaries.</summary>
    internal ExchangeStep Exchanges { get; init; } = IkeExchanges.Step;

    /// <summary>How peers answer synchronisations of message IDs; otherwise they are canaries.
    /// </summary>
    internal IdSyncStep PeerSync { get; init; } = MessageIdSync.Step;

    /// <summary>What peers make of the tokens that somebody shows; otherwise they are canaries.
    /// </summary>
    internal TakerStep PeerTokens { get; init; } = TokenTaker.Step;

    /// <summary>Is asked whenever a member has carried out an output of a step that is not its
    /// last one, and may want it to crash there; null: nobody is.</summary>
    internal Func<string, StateMachines.Instant, bool>? DiesBetween { get; init; }

    /// <summary>In which order members do what is wanted of routes and of CHILD SAs; others are
    /// canaries.</summary>
    internal TunnelFlaw Tunnel { get; init; }

    /// <summary>Is told how routes and SAs of a member stand behind each thing that it has done;
    /// null: nobody is.</summary>
    internal Action<KernelLook>? Kernel { get; init; }

    /// <summary>Is told whenever a packet comes to somebody who serves under an SPI under which
    /// nobody receives: to whom, and the SPI. Null: nobody is.</summary>
    internal Action<string, Protocol.Spi>? Missed { get; init; }

    /// <summary>What a shell does wrong on purpose: a canary.</summary>
    internal Mischief Mischief { get; init; }
}
