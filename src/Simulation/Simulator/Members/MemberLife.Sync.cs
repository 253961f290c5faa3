using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Sync;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>The sync channel as octets, the store, and what takes effect.</content>
internal sealed partial class MemberLife
{
    private readonly WantedFacts _facts = new();
    private bool _isAgain;
    private Input? _input;

    /// <summary>A connection to a member is there.</summary>
    public void Connected(byte member)
    {
        _down.Remove(member);
        Do(new Input.AtReplication(new SaReplication.Input.Connected(member)));
        TellSecrets(member);
    }

    /// <summary>Records of a member have come.</summary>
    public void Heard(byte from, ReadOnlySpan<byte> octets)
    {
        if (_box.Reaches(CrashPoint.AfterReceive, MessageKind.Sync))
        {
            return;
        }

        while (!octets.IsEmpty && !_isGone)
        {
            if (!SyncRecord.TryParse(octets, out var record, out _))
            {
                _stage.Tell(MomentKind.Peer, _box.Name, "drops what is no record");
                return;
            }

            octets = octets[record.Octets.Length..];
            if (SyncKey.TryParse(record.Body, out var key, out _) && record.Kind.Value == KeyKind)
            {
                if (!LearnsSecret(new(key.Handle), key.Material))
                {
                    _keys.TryAdd(new(key.Handle), key.Material);
                }
            }
            else if (record.TryToValue(out var value, out _)
                && SyncBorder.Classify(value) is { } read
                && !(read is SyncMessage.Fact or SyncMessage.SnapshotEnd or SyncMessage.RepairPart
                    && _stage.Options.Mischief.HasFlag(Mischief.FactsUnheard)))
            {
                var message = _stage.Options.Mischief.HasFlag(Mischief.UnknownDropped)
                    ? NextVersion.WithoutUnknown(read)
                    : read;
                _stage.Watch.Heard(_box, message);
                Do(new Input.AtReplication(new SaReplication.Input.Received(from, message)));
            }
        }
    }

    /// <summary>A fact is wanted; what follows hears whether it took effect.</summary>
    private void Propose(
        Items<Change> changes, Action<bool>? then = null, IWireValue? message = null,
        KeyHandle key = default)
    {
        if (changes.Count == 0)
        {
            return;
        }

        if (_box.Reaches(CrashPoint.BeforeCommit, MessageKind.Sync)
            || (message is IkeHeaderValue ike
                && _box.Reaches(CrashPoint.BeforeCommit, SealedKinds.KindOf(ike)))
            || (message is null && Reaches(CrashPoint.BeforeCommit, changes)))
        {
            return;
        }

        Expect(changes);
        if (_facts.Want(changes, then, message, key) is { } now)
        {
            Do(new Input.AtReplication(now));
        }
    }

    /// <summary>What found the log full is wanted again, once something has happened.</summary>
    private void ProposeAgain()
    {
        if (!_isGone && _facts.Waiting > 0 && !_isAgain)
        {
            _isAgain = true;
            _facts.ProposeAgain(again => Do(new Input.AtReplication(again)));
            _isAgain = false;
        }
    }

    private void CarryReplication(SaReplication.Output wanted)
    {
        switch (wanted)
        {
            case SaReplication.Output.Send(var to, var message):
                Say(to, message);
                break;
            case SaReplication.Output.PersistEpoch(var epoch):
                _box.Boot = _box.Boot.Persisted(epoch);
                Do(new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                break;
            case SaReplication.Output.Seal(var ticket, var message, var key):
                Seal(ticket, message, key);
                break;
            case SaReplication.Output.Transmit(var ike, _, var octets, _):
                Transmit(ike, octets);
                break;
            case SaReplication.Output.SendThrough(var spi, var number, var octets):
                SendThrough(spi, number, octets);
                break;
            case SaReplication.Output.AcceptThrough(var spi, var number):
                AcceptThrough(spi, number);
                break;
            case SaReplication.Output.ChildEnded(var spi):
                TakeRest(spi);
                break;
            case SaReplication.Output.Committed(var ticket):
                _facts.Committed(ticket)?.Invoke(true);
                break;
            case SaReplication.Output.Refused(var ticket, var why):
                _facts.Refused(
                    ticket,
                    why == Refusal.Busy
                        && _stage.Options.Mischief.HasFlag(Mischief.RefusedIsLost)
                            ? Refusal.NotActive
                            : why)?.Invoke(false);
                break;
            case SaReplication.Output.Forget(var key):
                Forget(key);
                break;
            case SaReplication.Output.Reign(var takeover):
                Reign(takeover);
                break;
            case SaReplication.Output.Resume resume:
                Resume(resume);
                break;
            case SaReplication.Output.Stop(var why):
                Stop(why);
                break;
            case SaReplication.Output.Stands(var standing):
                _stage.Tell(MomentKind.Role, _box.Name, $"stands by, {Words(standing)}");
                break;
            case SaReplication.Output.Solo(var isSolo):
                _stage.Tell(
                    MomentKind.Role, _box.Name, isSolo ? "goes on alone" : "is not alone any more");
                _stage.Watch.AloneChanged();
                break;
            case SaReplication.Output.DeleteAtPeer(var ike, var key):
                DeleteAtPeer(ike, key);
                break;
            case SaReplication.Output.Contested(var ike, var children):
                DeleteChildren(ike, children);
                break;
            case SaReplication.Output.Diverged(var index):
                _stage.Tell(MomentKind.Role, _box.Name, $"differs behind fact {index}");
                break;
            case SaReplication.Output.CannotFollow(var index, var after):
                _stage.Tell(
                    MomentKind.Role, _box.Name,
                    $"can't follow behind fact {index}, asks in {after.TotalSeconds:0.###} s");
                break;
            case SaReplication.Output.StoreDoubted(var member):
                _stage.Tell(MomentKind.Role, _box.Name, $"doubts the store of member {member}");
                break;
        }
    }

    private const byte KeyKind = 15;

    private void Say(byte to, SyncMessage message)
    {
        var isFact = message is SyncMessage.Fact;
        var isAnswer = message is SyncMessage.Acknowledgement
            && _input is Input.AtReplication(
                SaReplication.Input.Received(_, SyncMessage.Fact));
        if (_box.Reaches(CrashPoint.BeforeSend, MessageKind.Sync)
            || (isFact && Reaches(CrashPoint.AfterCommit, message))
            || (isAnswer && _box.Reaches(CrashPoint.BeforeAcknowledge, MessageKind.Sync)))
        {
            return;
        }

        var record = SyncBorder.ToRecord(message);
        var keys = KeysBefore(message);
        if (_box.Plan.SpeaksNext)
        {
            record = NextVersion.Of(record);
            keys.Add(NextVersion.Unknown.ToArray());
        }

        var octets = new byte[keys.Sum(key => key.Length) + record.SizeOf()];
        var at = 0;
        foreach (var key in keys)
        {
            key.CopyTo(octets, at);
            at += key.Length;
        }

        if (!record.TryWrite(octets.AsSpan(at), out _, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _stage.Syncs.Send(_box, to, octets);
        if (_box.Reaches(CrashPoint.AfterSend, MessageKind.Sync))
        {
            return;
        }

        if (isFact)
        {
            Reaches(CrashPoint.AfterReplicate, message);
        }
        else if (isAnswer)
        {
            _box.Reaches(CrashPoint.AfterAcknowledge, MessageKind.Sync);
        }
    }

    /// <summary>A fact comes to a point of its way, and so does the message of IKE in it.</summary>
    private bool Reaches(CrashPoint point, SyncMessage message)
    {
        return _box.Reaches(point, MessageKind.Sync)
            || Reaches(point, ((SyncMessage.Fact)message).Entry.Changes);
    }

    private bool Reaches(CrashPoint point, Items<Change> changes)
    {
        foreach (var change in changes)
        {
            if (KindOf(change) is { } kind && _box.Reaches(point, kind))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The message of IKE in a change; null: none. That of an ISAKMP SA is the last one of
    /// Main Mode, whether or not this member says it.</summary>
    private MessageKind? KindOf(Change change) => change switch
    {
        Change.RequestSent(_, { Octets: { Count: > 0 } request }) when request[0].Length > 0 =>
            _stage.Sealed.KindOf(request[0].Span),
        Change.ResponseSent(_, { Octets: { Count: > 0 } response }) when response[0].Length > 0 =>
            _stage.Sealed.KindOf(response[0].Span),
        Change.IkeUp(var made) when made.Traits.HasFlag(IkeTraits.Version1) =>
            MessageKind.IkeAuth,
        Change.IkeRekeyed(_, var made) when made.Traits.HasFlag(IkeTraits.Version1) =>
            MessageKind.IkeAuth,
        _ => null,
    };

    /// <summary>Records of the keys that a message names: each time, for whoever is told of an SA
    /// anew may have dropped its keys meanwhile.</summary>
    private List<byte[]> KeysBefore(SyncMessage message)
    {
        List<byte[]> records = [];
        foreach (var handle in SyncBorder.KeysOf(message))
        {
            if (handle.IsSome && _keys.Export(handle) is { } material)
            {
                records.Add(KeyRecord(handle, material));
            }
        }

        return records;
    }

    private static byte[] KeyRecord(KeyHandle handle, ReadOnlySpan<byte> material) =>
        new SyncRecordValue
        {
            Version = SyncBorder.Version,
            Body = new SyncRecordBody.Key(new()
            {
                Handle = handle.Value,
                Material = new Octets(material),
            }),
        }.ToArray();

    private static string Words(StandingKind standing) => standing switch
    {
        StandingKind.Empty => "knows nothing",
        StandingKind.Joining => "takes a snapshot",
        StandingKind.Stale => "stale",
        StandingKind.Synced => "synced",
    };
}
