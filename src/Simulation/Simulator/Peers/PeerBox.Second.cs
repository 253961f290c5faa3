using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// A peer that is a cluster too: a second box of it knows its SAs as they were at the last telling,
/// and goes on with them, RFC 6311. Its message IDs are in doubt until the gateway has answered, or
/// has asked itself; its sequence numbers jump.
/// </content>
internal sealed partial class PeerBox
{
    // More than it sends from one telling to the next, and until its second box is there.
    private const ulong Jump = 10_000;
    private static readonly TimeSpan SucceedsAfter = TimeSpan.FromSeconds(2);

    private NoncePartition _partition = NoncePartition.Alone;
    private KnownIke[] _known = [];
    private bool _hasSecond = true;
    private bool _isSucceeding;
    private uint _reigns;

    /// <summary>What the second box knows of an IKE SA.</summary>
    private sealed record KnownIke(
        IkeSaId Id, Agreement Agreement, MessageIdSync.Numbers Numbers, MessageIdSync.Marks Marks,
        KnownChild[] Children);

    /// <summary>What it knows of a CHILD SA.</summary>
    private sealed record KnownChild(ChildAgreement Agreement, ulong Next, ulong Right);

    /// <summary>Tells the second box, now and from time to time.</summary>
    public void Remember()
    {
        if (Plan.SyncEvery is not { } every)
        {
            return;
        }

        if (IsRunning && !IsSuspended && _hasSecond)
        {
            _known = [.. _ikes.Values.Where(ike => ike.Successor is null).Select(Known)];
        }

        _stage.Agenda.After(every, Remember);
    }

    private KnownIke Known(PeerIke ike) => new(
        ike.Id, ike.Agreement, NumbersOf(ike),
        ike.Sync switch
        {
            MessageIdSync.State.Idle idle => idle.Marks,
            MessageIdSync.State.Drawing drawing => drawing.Marks,
            MessageIdSync.State.Waiting waiting => waiting.Marks,
            MessageIdSync.State.Failed => default,
        },
        [
            .. ike.Children.Values.Select(child => new KnownChild(
                child.Agreement, child.Out.Sequence.Next ?? child.Out.Sequence.Last,
                child.In.Window.Right)),
        ]);

    /// <summary>The first box is gone: the second one will go on; false: there is none.</summary>
    private bool Succeed()
    {
        if (Plan.SyncEvery is null || !_hasSecond)
        {
            return false;
        }

        (_hasSecond, _isSucceeding) = (false, true);
        _stage.Agenda.After(SucceedsAfter, GoOn);
        return true;
    }

    private void GoOn()
    {
        (_isSucceeding, IsRunning) = (false, true);
        _stage.Tell(MomentKind.Life, Plan.Name, "goes on with its second box");
        NoncePartition.TryCreate(1, ++_reigns, out _partition, out _);
        foreach (var known in _known)
        {
            var ike = Made(known.Agreement, known.Id);
            ike.Doubt = known.Numbers;
            foreach (var child in known.Children)
            {
                Add(
                    ike, child.Agreement, known.Agreement.Sas, isConfirmed: true,
                    child.Next + Jump, child.Right);
            }

            Sync(ike, new MessageIdSync.Input.TakenOver(
                known.Numbers, (uint)Plan.Window, MessageIdSync.Children.None, 0, known.Marks));
        }

        EstablishAll();
    }

    /// <summary>Both sides agree on message IDs.</summary>
    private void Adopt(PeerIke ike, uint send, uint receive)
    {
        if (ike.Doubt is null)
        {
            Ids(ike, new MessageIds.Input.Synced(send, receive));
            return;
        }

        _stage.Tell(MomentKind.Sa, Plan.Name, $"goes on with message IDs {send} and {receive}");
        ike.Doubt = null;
        Ids(ike, new MessageIds.Input.Promoted(new(send, 1, [], receive, [])));
        Live(ike, new LivenessCheck.Input.Promoted(SyncsFirst: false));
        Fill(ike, 0);
    }

    private void SealSync(PeerIke ike, MessageIdSync.Output said)
    {
        if (ike.Sealer is { } sealer && sealer.TrySeal(
            MessageIdSync.ToMessage(said, ike.Sa)!, MessageIdSync.ToPayloads(said)!,
            out var octets, out _))
        {
            SendIke(ike, octets, MessageKind.IkeSync);
        }
    }
}
