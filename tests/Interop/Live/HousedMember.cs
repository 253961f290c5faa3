using System.Text;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Netlink;
using Holdfast.Gateway.Store;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Microsoft.Extensions.Logging.Abstractions;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// A member with the shell of IKE and ESP as it is, on sockets of the network around, and nothing
/// else of a gateway: time, the first hop and the sync channel are whoever has it.
/// </summary>
internal sealed class HousedMember : IDisposable
{
    private readonly ClusterMemberConfig _config;
    private readonly IpsecConfig _ipsec;
    private readonly Func<Instant> _now;
    private readonly EpochStore _store;
    private readonly RouteSocket _routes = new();
    private readonly Queue<Input> _own = new();
    private readonly List<byte[]> _keys = [];
    private ClusterMember.State _state;
    private ClusterMember.State _before;
    private bool _isBusy;

    /// <param name="config">The member's configuration.</param>
    /// <param name="ipsec">Secrets and names.</param>
    /// <param name="store">Where its epoch is.</param>
    /// <param name="now">The time.</param>
    public HousedMember(string config, IpsecConfig ipsec, string store, Func<Instant> now)
    {
        Assert.True(
            ClusterMemberJson.TryRead(Encoding.UTF8.GetBytes(config), out var read, out var error),
            $"{error}");
        (_ipsec, _now, _store) = (ipsec, now, EpochStore.Open(store, read.Set.Self));
        _config = read.Started(_store.Start);
        _state = _before = ClusterMember.Initial(_config, now());
    }

    /// <summary>IKE and ESP; null: it has no sockets yet.</summary>
    public IpsecShell? Shell { get; private set; }

    /// <summary>What it tells the other member, with the keys that this names.</summary>
    public Queue<(IReadOnlyList<byte[]> Keys, SyncMessage Message)> Told { get; } = new();

    /// <summary>How many facts have granted it numbers to send or to accept.</summary>
    public int Granted { get; private set; }

    /// <summary>SAs as it knows them.</summary>
    public SaState Sas => _state.Replication.Replica.Sas;

    /// <summary>What its machine does by the clock.</summary>
    public Instant? Deadline => Instant.Earliest(
        ClusterMember.Deadline(_config, _state), Shell?.Deadline);

    /// <summary>Whether traffic may pass.</summary>
    public bool IsOpen => _state.IsOpen;

    /// <summary>Whether it knows all that the other one does.</summary>
    public bool IsSynced => _state.Replication.Role
        is SaReplication.Role.Standby { Standing: SaReplication.Standing.Synced };

    /// <summary>Takes the sockets of the virtual address, and the keys that it was told.</summary>
    public void Open()
    {
        Shell = new(
            _ipsec, _config, () => _state, () => _before, Do, _now, _routes,
            NullLogger.Instance);
        _keys.ForEach(TakeKeys);
    }

    /// <summary>Its cards work: it looks who is there.</summary>
    public void Enable()
    {
        for (var at = 0; at < _config.Set.Links.Names.Count; at++)
        {
            Do(new Input.AtLinks(new LinkSelection.Input.Carrier(at, true)));
        }

        foreach (var side in (HsrpPair.Side[])[HsrpPair.Side.Front, HsrpPair.Side.Back])
        {
            Do(new Input.AtFirstHop(side, new HsrpGroup.Input.Enable()));
        }
    }

    /// <summary>The other member says something.</summary>
    public void Hear(byte from, IReadOnlyList<byte[]> keys, SyncMessage message)
    {
        foreach (var one in keys)
        {
            if (Shell is null)
            {
                _keys.Add(one);
            }
            else
            {
                TakeKeys(one);
            }
        }

        Do(new Input.AtReplication(new SaReplication.Input.Received(from, message)));
    }

    /// <summary>A turn of the loop.</summary>
    public void Turn()
    {
        Shell?.HearAll();
        if (ClusterMember.Deadline(_config, _state) <= _now())
        {
            Do(new Input.Tick(
                ClusterMember.Part.Links, Timer: new HsrpGroup.Input.Tick(0)));
        }

        Shell?.Turn();
    }

    public void Do(Input first)
    {
        _own.Enqueue(first);
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        while (_own.TryDequeue(out var input))
        {
            _before = _state;
            var next = ClusterMember.Step(_config, _state, _now(), input);
            _state = next.State;
            foreach (var output in next.Outputs)
            {
                Carry(output);
            }
        }

        _isBusy = false;
    }

    public void Dispose()
    {
        Shell?.Dispose();
        Shell = null;
        _routes.Dispose();
        _store.Dispose();
    }

    private void TakeKeys(byte[] record)
    {
        Assert.True(SyncRecordValue.TryParse(record, out var read, out _));
        var key = Assert.IsType<SyncRecordBody.Key>(read.Body).Value;
        Shell!.TakeKeys(new(key.Handle), key.Material.Span);
    }

    private void Carry(Output output)
    {
        switch (output)
        {
            case Output.OfReplication(var wanted):
                CarryReplication(wanted);
                break;
            case Output.OpenTraffic:
                Shell?.Open(isOpen: true);
                break;
            case Output.CloseTraffic:
                Shell?.Open(isOpen: false);
                break;
            case Output.OfMessageIds(var ike, var wanted):
                Shell?.Carry(ike, wanted);
                break;
            case Output.SealCheck(var ike, var id):
                Shell?.Seal(ike, id, Protocol.Ike.ExchangeType.Informational, []);
                break;
            case Output.OfMessageIdSync(var ike, var wanted):
                Shell?.Carry(ike, wanted);
                break;
            case Output.OfLiveness(var ike, LivenessCheck.Output.PeerFailed(var cause, _)):
                Shell?.End(ike, $"{cause}");
                break;
            case Output.OfRoutes(var change):
                Shell?.Carry(change);
                break;
            default:
                break;
        }
    }

    private void CarryReplication(SaReplication.Output wanted)
    {
        Granted += wanted is SaReplication.Output.SendThrough or SaReplication.Output.AcceptThrough
            ? 1
            : 0;
        if (Shell?.Carry(wanted) == true)
        {
            return;
        }

        switch (wanted)
        {
            case SaReplication.Output.Send(_, var message):
                Told.Enqueue(([.. Shell?.KeysBefore(message) ?? []], message));
                break;
            case SaReplication.Output.PersistEpoch(var epoch):
                _store.Persist(epoch);
                _own.Enqueue(new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                break;
            default:
                break;
        }
    }
}
