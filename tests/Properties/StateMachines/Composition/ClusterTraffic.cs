using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// ESP of carol's CHILD SA in both directions, as the data paths of two boxes carry it within what
/// their members grant, and what an onlooker counts of it: numbers that are skipped at a takeover,
/// packets that a replay gets accepted twice, new packets that are refused.
/// </summary>
internal sealed class ClusterTraffic
{
    private readonly ClusterWorld _world;
    private readonly Dictionary<ClusterWorld.Host, DataPath> _paths = [];
    private readonly HashSet<ulong> _accepted = [];
    private readonly List<Count> _takeovers = [];
    private Position _born;
    private ulong _base;
    private ulong _sent;
    private ulong _carolSent;
    private ulong _tickets = 1_000_000;

    public ClusterTraffic(ClusterWorld world)
    {
        _world = world;
        world.OnOutput += OnOutput;
    }

    /// <summary>What a takeover did to the traffic, counted from outside.</summary>
    internal sealed class Count
    {
        /// <summary>Outbound numbers that nobody used.</summary>
        public ulong Skipped { get; init; }

        /// <summary>Old packets that are accepted once more if somebody replays all.</summary>
        public ulong AcceptedTwice { get; init; }

        /// <summary>
        /// New packets that were refused since, by this takeover: of those that an earlier one had
        /// refused as well, that one is the cause.
        /// </summary>
        public ulong Refused { get; set; }

        /// <summary>The highest number that it refuses.</summary>
        public ulong Bottom { get; init; }
    }

    /// <summary>What a takeover in an epoch did; null: it took over no CHILD SA.</summary>
    public Count? this[Epoch epoch] => Counts.GetValueOrDefault(epoch);

    /// <summary>The most outbound numbers that were sent and that a takeover begins below.
    /// </summary>
    public ulong Reused { get; private set; }

    private Dictionary<Epoch, Count> Counts { get; } = [];

    private sealed class DataPath
    {
        public Position Born { get; set; }

        public SequenceLease Out { get; set; } = SequenceLease.New(extended: false);

        public InboundFloor In { get; set; }
    }

    /// <summary>A member sends packets, and asks for more numbers in time.</summary>
    public void Send(int member, int packets)
    {
        if (PathOf(member) is not var (host, path))
        {
            return;
        }

        for (var i = 0; i < packets && path.Out.TryTake(out _, out var rest); i++)
        {
            path.Out = rest;
            _base = Math.Max(_base, rest.Taken);
            _sent = Math.Max(_sent, rest.Taken);
        }

        var block = host.Config.Replication.Settings.LeaseBlock;
        if (path.Out.Wanted(block, block / 2) is { } wanted)
        {
            Propose(member, new Change.Leased(ClusterWorld.CarolChild, wanted, wanted));
        }
    }

    /// <summary>Carol sends packets to whoever serves her; what has to wait she keeps.</summary>
    public void Receive(int member, int packets)
    {
        if (PathOf(member) is not var (host, path))
        {
            return;
        }

        var isHeard = false;
        for (var i = 0; i < packets; i++)
        {
            var number = _carolSent + 1;
            var verdict = path.In.Judge(number);
            if (verdict == FloorVerdict.Beyond)
            {
                break;
            }

            _carolSent = number;
            if (verdict == FloorVerdict.Open)
            {
                Accept(path, number);
                isHeard = true;
            }
            else if (_takeovers.Find(one => number <= one.Bottom) is { } cause)
            {
                cause.Refused++;
            }
        }

        var settings = host.Config.Replication.Settings;
        var ahead = InboundFloor.Ahead(settings.PacketsPerSecondMax, settings.FloorBlock);
        if (path.In.Wanted(ahead, uint.MaxValue) is { } wanted)
        {
            Propose(member, new Change.FloorRaised(ClusterWorld.CarolChild, wanted));
        }

        if (isHeard)
        {
            _world.Do(member, new Input.AtLiveness(
                ClusterWorld.Carol, new LivenessCheck.Input.Heard()));
        }
    }

    private (ClusterWorld.Host Host, DataPath Path)? PathOf(int member) =>
        _world[member] is { IsOpen: true } host && host.Addresses.Contains(HsrpPair.Side.Front)
        && host.State.Replication.Replica.Sas.Children.TryFind(
            ClusterWorld.CarolChild.Value, out var child)
        && _paths.TryGetValue(host, out var path) && path.Born == child.Born
            ? (host, path)
            : null;

    private void Propose(int member, Change change) => _world.Replicate(
        member, new SaReplication.Input.Propose(_tickets++, [change], null, KeyHandle.None));

    private void Accept(DataPath path, ulong number)
    {
        path.In = path.In.Accept(number);
        _accepted.Add(number);
    }

    private void OnOutput(ClusterWorld.Host host, Output output)
    {
        switch (output)
        {
            case Output.OfReplication(SaReplication.Output.SendThrough(_, var through, _)):
                if (Path(host) is { } sending)
                {
                    sending.Out = sending.Out.Renew(through);
                }

                break;
            case Output.OfReplication(SaReplication.Output.AcceptThrough(_, var through)):
                if (Path(host) is { } receiving)
                {
                    receiving.In = receiving.In.Raise(through);
                }

                break;
            case Output.OfReplication(SaReplication.Output.Reign(var takeover)):
                if (takeover.Children.Count > 0)
                {
                    TakeOver(host, takeover);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Goes on where the takeover says.</summary>
    private void TakeOver(ClusterWorld.Host host, Takeover takeover)
    {
        if (Path(host) is not { } path)
        {
            return;
        }

        var plan = takeover.Children.Single();
        path.Out = plan.Outbound;
        path.In = plan.Floor;

        // Above the bottom everything is accepted once the floor has risen.
        var count = Counts[takeover.Epoch] = new()
        {
            Bottom = plan.Floor.Bottom,
            AcceptedTwice = (ulong)_accepted.Count(number => number > plan.Floor.Bottom),
            Skipped = plan.Outbound.Taken - Math.Min(_base, plan.Outbound.Taken),
        };
        _takeovers.Add(count);
        _base = Math.Max(_base, plan.Outbound.Taken);
        Reused = Math.Max(Reused, _sent - Math.Min(_sent, plan.Outbound.Taken));
    }

    /// <summary>The data path of a member for the SA as it knows it; of a new SA all is new.
    /// </summary>
    private DataPath? Path(ClusterWorld.Host host)
    {
        if (!host.State.Replication.Replica.Sas.Children.TryFind(
            ClusterWorld.CarolChild.Value, out var child))
        {
            return null;
        }

        var (epoch, was) = (child.Born.Term.Epoch, _born.Term.Epoch);
        if (epoch > was || (epoch == was && child.Born.Index > _born.Index))
        {
            _born = child.Born;
            (_base, _sent, _carolSent) = (0, 0, 0);
            _accepted.Clear();
            _takeovers.Clear();
        }

        if (!_paths.TryGetValue(host, out var path) || path.Born != child.Born)
        {
            var settings = host.Config.Replication.Settings;
            _paths[host] = path = new()
            {
                Born = child.Born,
                In = InboundFloor.New(
                    settings.Replay == ReplayPolicy.Bounded ? settings.Exposed : 0),
            };
        }

        return path;
    }
}
