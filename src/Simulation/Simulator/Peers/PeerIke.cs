using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <summary>An IKE SA as its peer has it: the shipped machines, and its CHILD SAs.</summary>
/// <param name="id">Its SPIs.</param>
/// <param name="agreement">How it was made.</param>
internal sealed class PeerIke(IkeSaId id, Agreement agreement)
{
    public IkeSaId Id => id;

    public Agreement Agreement => agreement;

    public LivenessCheck.Sa Sa => new(id.Initiator, id.Responder, !agreement.IsOfMember);

    /// <summary>Seals its messages; null: it is of IKEv1.</summary>
    public MessageSealer? Sealer { get; init; }

    /// <summary>Opens those of the gateway; null: it is of IKEv1.</summary>
    public PacketCipher? Opener { get; init; }

    /// <summary>The keys of one of IKEv1; null: it is of IKEv2.</summary>
    public IsakmpSecrets? Isakmp { get; init; }

    /// <summary>The one whose CHILD SAs it is to have once it was used; null: there is none, or it
    /// has them.</summary>
    public PeerIke? Awaits { get; set; }

    /// <summary>Since when it stands.</summary>
    public Instant StandsSince { get; init; }

    /// <summary>Whether the gateway lives, RFC 3706.</summary>
    public DeadPeerDetection.State Dpd { get; set; } =
        new DeadPeerDetection.State.Unsupported(Announced: false, Offered: false, default);

    public MessageIds.State Ids { get; set; } = new MessageIds.State.Standby();

    public LivenessCheck.State Liveness { get; set; } = new LivenessCheck.State.Paused();

    /// <summary>What it knows of the gateway's tokens.</summary>
    public TokenTaker.State Tokens { get; set; } = new TokenTaker.State.Up(default, default);

    public MessageIdSync.State Sync { get; set; } =
        new MessageIdSync.State.Idle(new(null, null));

    /// <summary>What is known of its message IDs by a box that goes on with it; null: they are not
    /// in doubt.</summary>
    public MessageIdSync.Numbers? Doubt { get; set; }

    /// <summary>From where its messages leave.</summary>
    public required HostAddress Here { get; set; }

    /// <summary>From where its packets leave.</summary>
    public required HostAddress ChildHere { get; set; }

    /// <summary>Which path it takes, RFC 4555.</summary>
    public MobikeInitiator.State Mobike { get; set; } = new MobikeInitiator.State.Off();

    /// <summary>Updates of its path that are not answered.</summary>
    public int Updates { get; set; }

    /// <summary>What is answered to a request that asks whether this side is here.</summary>
    public Items<IkePayloadValue> Echo { get; set; }

    /// <summary>The check that waits for its message ID, or has it.</summary>
    public bool IsCheckWanted { get; set; }

    public uint? Check { get; set; }

    /// <summary>What a request of the gateway says, until it is answered.</summary>
    public Dictionary<uint, IkeContent> Contents { get; } = [];

    /// <summary>The exchange of a request that is not answered yet, and what is said besides.
    /// </summary>
    public Dictionary<uint, IkeContent> Asked { get; } = [];

    /// <summary>What an answer of the gateway says, until it is heeded.</summary>
    public Dictionary<uint, IkeContent> Answers { get; } = [];

    /// <summary>Requests that are not answered.</summary>
    public Dictionary<uint, IkeRequest> Open { get; } = [];

    /// <summary>The one that has its CHILD SAs since it was rekeyed; null: it was not.</summary>
    public PeerIke? Successor { get; set; }

    /// <summary>The one that has them now.</summary>
    public PeerIke Newest => Successor?.Newest ?? this;

    /// <summary>Requests that wait for their message IDs.</summary>
    public Queue<IkeRequest> Requests { get; } = new();

    /// <summary>CHILD SAs by where they are received.</summary>
    public Dictionary<Spi, PeerChild> Children { get; } = [];

    public bool IsGone { get; set; }

    /// <summary>Whether the gateway's stands in its place, RFC 7296 §2.8.2.</summary>
    public bool IsRedundant { get; set; }

    /// <summary>Whether this peer deletes it.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Whether SAs are wanted again once it is gone.</summary>
    public bool ComesAgain { get; set; }
}

/// <summary>A CHILD SA as its peer has it.</summary>
internal sealed class PeerChild
{
    public required PeerIke Ike { get; set; }

    public required ChildAgreement Agreement { get; init; }

    public required Prefix Local { get; init; }

    public required EspOutbound Out { get; set; }

    public required EspInbound In { get; init; }

    /// <summary>Whether the gateway has used it: only then is it used here.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Whether its end was asked for.</summary>
    public bool IsEnding { get; set; }
}
