using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Gateway.Loading;

/// <summary>An IKE SA as a peer has it: the shipped machines, and what waits for them.</summary>
/// <param name="peer">The number of the peer, from 0.</param>
/// <param name="standing">What it is.</param>
/// <param name="syncs">Whether message IDs can be synchronised, RFC 6311 §5.</param>
internal sealed class LoadSa(int peer, StandingIke standing, bool syncs)
{
    /// <summary>The number of the peer, from 0.</summary>
    public int Peer => peer;

    /// <summary>Its SPIs.</summary>
    public IkeSaId Id => standing.Id;

    /// <summary>What it is.</summary>
    public StandingIke Standing => standing;

    /// <summary>Whether message IDs can be synchronised.</summary>
    public bool Syncs => syncs;

    /// <summary>As messages name it.</summary>
    public LivenessCheck.Sa Name =>
        new(Id.Initiator, Id.Responder, standing.Role == IkeRole.Initiator);

    /// <summary>Whether another one has its place: when it ends, nothing of the peer does.
    /// </summary>
    public bool IsReplaced { get; set; }

    /// <summary>Its exchanges.</summary>
    public IkeExchanges.State Exchanges { get; set; } = new IkeExchanges.State.Idle();

    /// <summary>Its message IDs.</summary>
    public MessageIds.State Ids { get; set; } = new MessageIds.State.Standby();

    /// <summary>How far a synchronisation is.</summary>
    public MessageIdSync.State Sync { get; set; } = new MessageIdSync.State.Idle(default);

    /// <summary>Requests that wait for a message ID.</summary>
    public Queue<ExchangeMessage> Wishes { get; } = new();

    /// <summary>Requests that are open.</summary>
    public Dictionary<uint, ExchangeMessage> Open { get; } = [];

    /// <summary>What is being taken, by its message ID: of a request and of an answer.</summary>
    public Dictionary<(uint Id, bool IsResponse), Content> Heard { get; } = [];

    /// <summary>In which exchange a request of the gateway was asked, RFC 7296 §2.5.</summary>
    public Dictionary<uint, ExchangeType> Asked { get; } = [];

    /// <summary>RFC 6311 §4: the IDs of both sides' next requests.</summary>
    public MessageIdSync.Numbers Numbers
    {
        get
        {
            if (Ids is not MessageIds.State.Open open)
            {
                return default;
            }

            var receive = open.Theirs.Lowest;
            foreach (var response in open.Theirs.Responses)
            {
                receive = Math.Max(receive, response.Id + 1);
            }

            return new(open.Ours.Next, receive);
        }
    }

    /// <summary>What an authentic message says.</summary>
    /// <param name="Exchange">In which exchange.</param>
    /// <param name="Message">What it is.</param>
    internal sealed record Content(ExchangeType Exchange, ExchangeMessage Message);
}
