using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Running;
using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <content>Facts: they are wanted, they take effect, and they are taken over with their keys.
/// </content>
internal sealed partial class IpsecShell
{
    private const int DatagramMax = 1_280 - 28;

    private readonly WantedFacts _facts = new();

    /// <summary>Carries out what replication says of SAs; false: it is not about them.</summary>
    public bool Carry(SaReplication.Output wanted)
    {
        switch (wanted)
        {
            case SaReplication.Output.Seal(var ticket, var message, var key):
                Seal(ticket, message, key);
                return true;
            case SaReplication.Output.Transmit(var ike, var id, var octets, var isResponse):
                Transmit(ike, id, octets, isResponse);
                return true;
            case SaReplication.Output.SendThrough(var spi, var number, var octets):
                SendThrough(spi, number, octets);
                return true;
            case SaReplication.Output.AcceptThrough(var spi, var number):
                AcceptThrough(spi, number);
                return true;
            case SaReplication.Output.ChildEnded(var spi):
                TakeRest(spi);
                return true;
            case SaReplication.Output.Committed(var ticket):
                _facts.Committed(ticket)?.Invoke(true);
                return true;
            case SaReplication.Output.Refused(var ticket, var why):
                _questions.IsFull = why == Refusal.Busy;
                _facts.Refused(ticket, why)?.Invoke(false);
                return true;
            case SaReplication.Output.Forget(var key):
                Forget(key);
                return true;
            case SaReplication.Output.DeleteAtPeer(var ike, var key):
                DeleteAtPeer(ike, key);
                return true;
            case SaReplication.Output.Contested(var ike, var children):
                DeleteChildren(ike, children);
                return true;
            case SaReplication.Output.Reign(var takeover):
                Reign(takeover);
                return false;
            case SaReplication.Output.Resume resume:
                Resume(resume);
                return false;
            case SaReplication.Output.Stop:
                Stop();
                return false;
            case SaReplication.Output.Send or SaReplication.Output.PersistEpoch
                or SaReplication.Output.Stands or SaReplication.Output.Solo
                or SaReplication.Output.Diverged or SaReplication.Output.CannotFollow
                or SaReplication.Output.StoreDoubted:
                return false;
        }

        return false;
    }

    /// <summary>Traffic may pass from now on, or not any more.</summary>
    public void Open(bool isOpen)
    {
        _isOpen = isOpen;
        OpenStreams();
        if (!isOpen)
        {
            _maySend = false;
            CloseKernel();
            DropBatches();
            _handshakes.Clear();
            _initiations.Clear();
            ClearIsakmp();
        }
    }

    /// <summary>Records of the keys that a message names: each time, for whoever is told of an SA
    /// anew may have dropped its keys meanwhile.</summary>
    public IEnumerable<byte[]> KeysBefore(SyncMessage message)
    {
        foreach (var handle in SyncBorder.KeysOf(message))
        {
            var octets = _keys.OctetsOf(handle);
            if (!octets.IsEmpty)
            {
                yield return Record(handle, octets);
            }
        }
    }

    /// <summary>Keys that another member knows.</summary>
    public void TakeKeys(KeyHandle handle, ReadOnlySpan<byte> material)
    {
        if (!_keys.TryTake(handle, material))
        {
            IpsecJournal.BadKeys(_journal, handle);
        }
    }

    private static byte[] Record(KeyHandle handle, ReadOnlySpan<byte> octets) =>
        new SyncRecordValue
        {
            Version = SyncBorder.Version,
            Body = new SyncRecordBody.Key(new()
            {
                Handle = handle.Value,
                Material = new Octets(octets),
            }),
        }.ToArray();

    /// <summary>A fact is wanted; what follows hears whether it took effect.</summary>
    private void Propose(
        Items<Change> changes, Action<bool>? then = null, IWireValue? message = null,
        KeyHandle key = default)
    {
        if (changes.Count == 0)
        {
            return;
        }

        if (_facts.Want(
            _plane is null ? changes : XfrmPlane.Unshared(changes), then, message, key) is { } now)
        {
            _step(new Input.AtReplication(now));
        }
    }

    /// <summary>What found too much waiting for acknowledgements is wanted again.</summary>
    private void ProposeLater() =>
        _facts.ProposeAgain(again => _step(new Input.AtReplication(again)));

    private void Seal(ulong ticket, IWireValue message, KeyHandle key)
    {
        var header = (IkeHeaderValue)message;
        _step(new Input.AtReplication(
            _keys.Channel(key) is { } channel && channel.TrySeal(
                header with { Payloads = [] },
                new InnerPayloadsValue { Payloads = header.Payloads },
                MostOf(new(header.InitiatorSpi, header.ResponderSpi)), out var datagrams)
                ? new SaReplication.Input.Sealed(ticket, datagrams)
                : new SaReplication.Input.NotSealed(ticket)));
    }

    private void Reign(Takeover takeover)
    {
        _maySend = true;
        CloseKernel();
        _tunnels.Clear();
        _questions.Clear();
        _lifeSigns.Clear();
        BeginMessages();
        _keys.BeginReign();
        ForgetUnnamedKeys();
        foreach (var plan in takeover.Ikes)
        {
            if (Known(plan.Ike) is { } ike)
            {
                _keys.Plan(ike.Keys, plan.NonceReign);
            }
        }

        foreach (var plan in takeover.Children)
        {
            if (ChildOf(plan.Inbound) is { } child && Make(child, plan) is { } tunnel)
            {
                Ask(tunnel);
            }
        }

        TakeUpExchanges();
        TakeUpIsakmp(isAnother: true);
        TakeUpMoves();
        TakeUpStreams();
    }

    private void Resume(SaReplication.Output.Resume resume)
    {
        _maySend = true;
        SweepTunnels();
        TakeUpIsakmp(isAnother: false);
        TakeUpMoves();
        TakeUpStreams();
        foreach (var use in resume.Children)
        {
            if (TunnelOf(use.Inbound) is { } tunnel)
            {
                tunnel.IsReady = !use.Action.HasFlag(ChildTakeover.SendNothing);
                tunnel.AskedLease = 0;
                tunnel.AskFloor(0);
                Ask(tunnel);
            }
        }
    }

    private void Stop()
    {
        // Whoever waits for a fact of this reign hears of it no more: what stands is in the rows.
        _maySend = false;
        LeaveKernel();
        _facts.Clear();
        _handshakes.Clear();
        _initiations.Clear();
        ClearIsakmp();
        BeginMessages();
        foreach (var tunnel in _tunnels.All)
        {
            tunnel.Held.Clear();
        }

        SweepTunnels();
        ForgetUnnamedKeys();
    }

    private void Forget(KeyHandle key)
    {
        _keys.Forget(key);
        SweepTunnels();
        SweepExchanges();
    }

    /// <summary>Keys of facts that never were: their SAs are in no row.</summary>
    private void ForgetUnnamedKeys()
    {
        var sas = _state().Replication.Replica.Sas;
        HashSet<KeyHandle> named = [.. sas.Keys()];
        foreach (var handle in _keys.Handles.Where(handle => !named.Contains(handle)).ToArray())
        {
            _keys.Forget(handle);
        }
    }

    /// <summary>An IKE SA that nobody else has: its peer is told, and its keys are gone.</summary>
    private void DeleteAtPeer(IkeSaId id, KeyHandle key)
    {
        if (_before().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike) && IsOld(ike))
        {
            SayEnd(ike, key);
        }
        else if (ike is not null
            && Place(id) is { } place
            && _keys.Channel(key) is { } channel
            && channel.TrySeal(
                IkeMessages.Header(
                    SaOf(ike), ExchangeType.Informational, ike.NextRequest, isResponse: false, []),
                new InnerPayloadsValue { Payloads = IkeMessages.DeleteOfIke }, DatagramMax,
                out var octets))
        {
            Send(octets, place.Flow);
        }

        Forget(key);
    }

    private void DeleteChildren(IkeSaId ike, Items<Protocol.Spi> children)
    {
        if (children.Count > 0 && Known(ike) is { } row && IsOld(row))
        {
            Inform(ike, new StateMachines.Ikev1.Information
            {
                Children = [.. children.Select(spi => (
                    Protocol.Ike.V1.IsakmpProtocolId.Esp, spi))],
            });
        }
        else if (children.Count > 0 && Known(ike) is not null)
        {
            Request(
                ike, ExchangeType.Informational, IkeMessages.DeleteOf(children),
                (message, _) => Settled(ike, message));
        }
    }

    /// <summary>Octets of a datagram at most, RFC 7383 §2.5.1: a peer that takes no fragments gets
    /// none, nor does one that has streams.</summary>
    private int MostOf(IkeSaId id) =>
        Place(id) is { TakesFragments: false } or { Flow.IsOverTcp: true }
            ? int.MaxValue
            : DatagramMax;

    private IkeSa? Known(IkeSaId id) =>
        _state().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike) && _keys.Has(ike.Keys)
            ? ike
            : null;

    private ChildSa? ChildOf(Protocol.Spi spi) =>
        _state().Replication.Replica.Sas.Children.TryFind(spi.Value, out var child)
            ? child
            : null;

    private LivenessCheck.Sa SaOf(IkeSa ike) => new(
        ike.Id.Initiator, ike.Id.Responder, _keys.Channel(ike.Keys)!.IsInitiator);
}
