using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// One start of a member: the state of the shipped machine, and all that a shell keeps in memory
/// beside it. Law: octets become inputs at the border, every output is carried out in its order,
/// and nothing is decided here that a machine decides.
/// </summary>
internal sealed partial class MemberLife
{
    private const int StepsMax = 100_000;
    private readonly Input.Tick _tick = new();

    private readonly Stage _stage;
    private readonly MemberBox _box;
    private readonly ClusterMemberConfig _config;
    private readonly KeyRing _keys;
    private readonly Queue<Input> _own = new();
    private readonly bool _draws;
    private ClusterMember.State _state;
    private ClusterMember.State _before;
    private Instant? _wake;
    private bool _isBusy;
    private bool _isGone;

    public MemberLife(Stage stage, MemberBox box, ClusterMemberConfig config)
    {
        _stage = stage;
        _box = box;
        _config = config;
        _keys = new(stage.Cryptography, isPeer: false, Fill);
        _exchanges = new(
            stage.Options.Exchanges, ExchangeKeys(), () => Now, Standing, CarryExchange,
            PlanExchange);
        _responses = new(stage.Cryptography, FirstKeys(), this, isCluster: true);
        _attempts = new(FirstKeys(), followsRedirects: false, this);
        _phaseOneAttempts = new(PhaseOneKeys(), this);
        _phaseOneResponses = new(PhaseOneKeys(), this, isCluster: true);
        _quickAttempts = new(this, isCluster: true);
        _quickResponses = new(this, isCluster: true);
        _draws = config.Hsrp.Front.Settings.JitterPercent > 0;
        _state = _before = ClusterMember.Initial(config, Now);
        LoadConnections();
    }

    public ClusterMember.State State => _state;

    public ClusterMemberConfig Config => _config;

    /// <summary>Whether traffic passes.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether it may send to peers.</summary>
    public bool MaySend { get; private set; }

    /// <summary>The epoch in which it reigns, or reigned last.</summary>
    public Epoch Epoch { get; private set; }

    /// <summary>IKE SAs that only this member has, and deletes.</summary>
    public HashSet<IkeSaId> Orphans { get; } = [];

    public bool Reigns => _state.Replication.Role is SaReplication.Role.Active;

    public bool IsSynced => _state.Replication.Role is SaReplication.Role.Standby
    {
        Standing: SaReplication.Standing.Synced,
    };

    /// <summary>Whether it goes on, and nobody stands by.</summary>
    public bool IsAlone => _state.Replication.Role is SaReplication.Role.Active { IsSolo: true };

    /// <summary>Whether it may go on while another one lets traffic pass.</summary>
    public bool IsAvailabilityFirst =>
        _config.Replication.Settings.Solo == SoloPolicy.AvailabilityFirst;

    private Instant Now => _box.Clock.Local(_stage.Agenda.Now);

    /// <summary>What was left here is put in order, and its interfaces come up.</summary>
    /// <param name="left">What a process that died has left in the kernel; null: nothing.</param>
    public void Begin(LeftKernel? left)
    {
        if (left is not null)
        {
            PutInOrder(left);
        }

        for (var at = 0; at < Math.Max(1, Access.Count); at++)
        {
            var port = Access.Count > 0 ? Access[at] : _box.Front;
            Do(new Input.AtLinks(new LinkSelection.Input.Carrier(at, port.IsUp)));
            if (_stage.Fabric.Pathless.Contains(port))
            {
                LookForPath(at);
            }
        }

        foreach (var side in (HsrpPair.Side[])[HsrpPair.Side.Front, HsrpPair.Side.Back])
        {
            if ((side == HsrpPair.Side.Front ? _box.Front : _box.Back).IsUp)
            {
                Do(new Input.AtFirstHop(side, new HsrpGroup.Input.Enable()));
            }
        }

        LoadSecrets();
        BeginSessions();
    }

    /// <summary>Nothing of it is left.</summary>
    public void End()
    {
        _isGone = true;
        (IsOpen, MaySend) = (false, false);
        _own.Clear();
        if (_box.Loopback is { } loopback)
        {
            _stage.Fabric.Loopbacks.Lost(loopback, _box.Name);
        }

        EndHandshakes();
        EndStreams();
        _responses.Dispose();
        _exchanges.Dispose();
        _keys.Dispose();
    }

    /// <summary>A step, what its outputs ask for, and what the member asks of itself by them.
    /// </summary>
    public void Do(Input first)
    {
        _own.Enqueue(first);
        if (_isBusy || _isGone)
        {
            return;
        }

        _isBusy = true;
        for (var steps = 0; !_isGone && _own.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException($"{_box.Name} talks to itself without an end");
            }

            Step(input);
        }

        _isBusy = false;
        ProposeAgain();
        if (!_isGone)
        {
            Sweep();
            Announce();
            CheckRoutes();
            Plan();
        }
    }

    /// <summary>What people or boxes tell it: what it sleeps through it hears later.</summary>
    public void Take(Input input)
    {
        if (_box.IsSuspended)
        {
            Later(_box.SuspendedUntil - _stage.Agenda.Now, () => Do(input));
        }
        else
        {
            Do(input);
        }
    }

    private void Step(Input input)
    {
        _before = _state;
        var next = ClusterMember.Step(_stage.Options.Machines, _config, _state, Now, input);
        _state = next.State;
        _input = input;
        var left = next.Outputs.Count;
        foreach (var output in InOrder(next.Outputs))
        {
            Carry(output);
            LookBetween();
            left--;
            if (!_isGone && left > 0
                && _stage.Options.DiesBetween?.Invoke(_box.Name, _stage.Agenda.Now) == true)
            {
                _box.Crash("crashes between two outputs of a step");
            }

            if (_isGone)
            {
                return;
            }
        }
    }

    /// <summary>When the machine is due next, by the clock of this box.</summary>
    public void Plan()
    {
        if (ClusterMember.Deadline(_config, _state) is not { } due)
        {
            return;
        }

        var at = Instant.Latest(
            Instant.Latest(_box.Clock.World(due), _stage.Agenda.Now), _box.SuspendedUntil);
        if (_wake is { } planned && planned <= at && planned >= _stage.Agenda.Now)
        {
            return;
        }

        _wake = at;
        _stage.Agenda.At(at, () => Wake(at));
    }

    /// <summary>Does something after a time, unless the member is gone then; while it is suspended
    /// it waits.</summary>
    private void Later(TimeSpan time, Action act) => _stage.Agenda.After(time, () =>
    {
        if (_isGone)
        {
            return;
        }

        if (_box.IsSuspended)
        {
            Later(_box.SuspendedUntil - _stage.Agenda.Now, act);
        }
        else
        {
            act();
        }
    });

    private void Wake(Instant at)
    {
        if (_isGone || _wake != at)
        {
            return;
        }

        _wake = null;
        if (!_box.IsSuspended && ClusterMember.Deadline(_config, _state) <= Now)
        {
            Do(_draws
                ? new Input.Tick(
                    Timer: new HsrpGroup.Input.Tick((ushort)_box.Chance.Below(1_001)))
                : _tick);
        }
        else
        {
            Plan();
        }
    }

    private void Carry(Output output)
    {
        switch (output)
        {
            case Output.OpenTraffic
                when Epoch.Reign > 1 && _stage.Options.Mischief.HasFlag(Mischief.NeverOpens):
                break;
            case Output.OpenTraffic:
                IsOpen = true;
                CountUsable();
                Later(Looks, SendOn);
                _stage.Tell(MomentKind.Role, _box.Name, $"lets traffic pass in {Epoch}");
                _stage.Watch.OpenChanged();
                break;
            case Output.CloseTraffic:
                if (!_stage.Options.Mischief.HasFlag(Mischief.DeafToFences))
                {
                    (IsOpen, MaySend) = (false, false);
                    CountUsable();
                    _stage.Tell(MomentKind.Role, _box.Name, "lets no traffic pass");
                    _stage.Watch.OpenChanged();
                }

                break;
            case Output.OfFirstHop(var side, var said):
                CarryFirstHop(side, said);
                break;
            case Output.OfReplication(var wanted):
                CarryReplication(wanted);
                break;
            case Output.OfRoutes(var change):
                CarryRoute(change);
                break;
            case Output.OfMessageIds(var ike, var wanted):
                CarryMessageIds(ike, wanted);
                break;
            case Output.SealCheck(var ike, var id):
                SealCheck(ike, id);
                break;
            case Output.SealCounters(var ike, var id, var delta):
                SealCounters(ike, id, delta);
                break;
            case Output.OfMessageIdSync(var ike, var wanted):
                CarrySync(ike, wanted);
                break;
            case Output.OfLiveness(var ike, LivenessCheck.Output.PeerFailed(var cause, _)):
                PeerFailed(ike, cause);
                break;
            case Output.BeginWork(var work, var ike, var child):
                Begin(work, ike, child);
                break;
            case Output.OfForeign(var wanted):
                CarryForeign(wanted);
                break;
            case Output.OfRedirection(var ike, var wanted):
                CarryRedirection(ike, wanted);
                break;
            case Output.OfLinks(var wanted):
                CarryLinks(wanted);
                break;
            case Output.OfTokenMaker(var wanted):
                CarryTokens(wanted);
                break;
            case Output.AskAgain(var question, var barrier):
                Asked(question, barrier);
                break;
            case Output.OfDrain(var wanted):
                CarryDrain(wanted);
                break;
            case Output.OfHub(var wanted):
                CarryHub(wanted);
                break;
            case Output.OfDpd(var ike, var wanted):
                CarryDpd(ike, wanted);
                break;
            case Output.OfLiveness or Output.WorkGivenUp
                or Output.OfTokenTaker or Output.OfRegistration or Output.OfShortcut:
                break;
        }
    }

    private static string Words(MemberDrain.Output wanted) => wanted switch
    {
        MemberDrain.Output.CloseDoors => "takes no new peers",
        MemberDrain.Output.OpenDoors => "takes new peers",
        MemberDrain.Output.RedirectPeers => "sends its peers elsewhere",
        MemberDrain.Output.StopRedirects => "keeps its peers",
        MemberDrain.Output.PushState => "pushes what it knows",
        MemberDrain.Output.Yield => "yields",
        MemberDrain.Output.TakeBack => "takes its place back",
    };

    /// <summary>Puts a packet on the wire; false: the member is gone.</summary>
    private bool Send(LanPort port, Frame frame)
    {
        if (_box.Reaches(CrashPoint.BeforeSend, frame.Kind))
        {
            return false;
        }

        port.Lan.Send(port, frame);
        return !_box.Reaches(CrashPoint.AfterSend, frame.Kind);
    }
}
