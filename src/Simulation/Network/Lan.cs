using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Network;

/// <summary>
/// A segment: a switch that learns where addresses are from what it carries, or one in each part
/// while some are apart, each of which learns for itself. Law: a frame passes two links, arrives
/// behind what its sender sent before unless a fault says otherwise, and is seen as it was sent
/// before anything happens to it.
/// </summary>
/// <param name="index">Its place in the plan.</param>
/// <param name="plan">The segment.</param>
/// <param name="prefix">Its addresses.</param>
/// <param name="agenda">The time.</param>
/// <param name="impairments">What disturbs messages.</param>
/// <param name="chance">For delays and losses of its links.</param>
internal sealed class Lan(
    int index, SegmentPlan plan, Prefix prefix, Agenda agenda, Impairments impairments,
    Chance chance)
{
    /// <summary>Octets of an Ethernet header.</summary>
    public const int HeaderLength = 14;

    // Faults leave what leads a packet to its place alone: Ethernet, and IPv4 without options.
    private const int DamagedFrom = HeaderLength + 20;

    private readonly List<LanPort> _ports = [];
    private readonly Dictionary<ulong, Learned> _where = [];
    private Dictionary<ulong, Learned> _beyond = [];
    private HashSet<string>? _apart;
    private long _learned;
    private Chance _chance = chance;

    public int Index => index;

    public SegmentPlan Plan => plan;

    public string Name => plan.Name;

    public Prefix Prefix => prefix;

    public IReadOnlyList<LanPort> Ports => _ports;

    /// <summary>Octets of the largest IP packet.</summary>
    public int MtuOctets { get; set; } = plan.MtuOctets;

    /// <summary>Those who do not reach the others; null: the segment is whole.</summary>
    public HashSet<string>? Apart
    {
        get => _apart;
        set
        {
            Join();
            _apart = value;
            _beyond = value is null ? [] : new(_where);
        }
    }

    /// <summary>Sees each frame as it is put on the wire.</summary>
    public Action<LanPort, Frame> OnSent { get; set; } = static (_, _) => { };

    /// <summary>Sees each frame as it is taken.</summary>
    public Action<LanPort, Frame> OnTaken { get; set; } = static (_, _) => { };

    public LanPort Attach(LinkPlan link, MacAddress mac, HostAddress address)
    {
        var port = new LanPort(this, link, _ports.Count, mac, address);
        _ports.Add(port);
        return port;
    }

    /// <summary>The switch has seen a card before anything happens.</summary>
    public void Learn(LanPort port) => _where[port.Mac.Value] = new(port, ++_learned);

    /// <summary>Where the switch sends what is for an address; null: to everybody.</summary>
    public LanPort? LeadsTo(MacAddress address) =>
        _where.TryGetValue(address.Value, out var known) ? known.Port : null;

    /// <summary>Whether what one sends now could reach the other.</summary>
    public bool Reaches(LanPort from, LanPort to) => from.CarriesOut && to.CarriesIn
        && IsOneSide(from, to);

    /// <summary>Puts a frame on the wire.</summary>
    public void Send(LanPort from, Frame frame)
    {
        OnSent(from, frame);
        if (!from.CarriesOut || frame.Octets.Length - HeaderLength > MtuOctets)
        {
            return;
        }

        var learned = _apart?.Contains(from.Owner) == true ? _beyond : _where;
        learned[SourceOf(frame)] = new(from, ++_learned);
        var destination = BinaryPrimitives.ReadUInt64BigEndian(frame.Octets) >> 16;
        var isGroup = (destination >> 40 & 1) != 0;

        // What was behind the link between the switches is forgotten with it.
        if (!isGroup && learned.TryGetValue(destination, out var known)
            && IsOneSide(from, known.Port))
        {
            if (known.Port != from)
            {
                Pass(from, known.Port, frame);
            }

            return;
        }

        foreach (var port in _ports)
        {
            if (port != from)
            {
                Pass(from, port, frame);
            }
        }
    }

    /// <summary>The attacker puts a frame where somebody takes it.</summary>
    public void Inject(LanPort to, Frame frame)
    {
        OnSent(to, frame);
        agenda.After(to.Plan.DelayMin, () => Arrive(to, to, frame));
    }

    /// <summary>How long the links between two take now.</summary>
    public TimeSpan DelayOf(LanPort from, LanPort to) =>
        _chance.Between(from.Plan.DelayMin, from.Plan.DelayMax)
        + _chance.Between(to.Plan.DelayMin, to.Plan.DelayMax);

    private bool IsOneSide(LanPort one, LanPort other) =>
        _apart is null || _apart.Contains(one.Owner) == _apart.Contains(other.Owner);

    /// <summary>What is whole again knows what was learned last.</summary>
    private void Join()
    {
        foreach (var (address, learned) in _beyond)
        {
            if (!_where.TryGetValue(address, out var known) || known.At < learned.At)
            {
                _where[address] = learned;
            }
        }
    }

    private void Pass(LanPort from, LanPort to, Frame frame)
    {
        var delay = DelayOf(from, to);
        if (!Reaches(from, to) || _chance.Hits(from.Plan.LossPpm) || _chance.Hits(to.Plan.LossPpm))
        {
            return;
        }

        var passage = impairments.Judge(
            from.Owner, to.Owner, Name, frame.Kind, frame.Octets.Length);
        if (passage.Damaged > 0)
        {
            frame = frame with
            {
                Octets = impairments.Damage(frame.Octets, DamagedFrom, passage.Damaged),
                Source = FrameSource.Damage,
            };
        }

        for (var copy = 0; copy < passage.Copies; copy++)
        {
            var again = frame with
            {
                Source = frame.Source == FrameSource.Box ? FrameSource.Copy : frame.Source,
            };
            agenda.After(
                delay + impairments.Within(passage.CopiesWithin), () => Arrive(from, to, again));
        }

        if (passage.Keeper is { } keeper)
        {
            impairments.Keep(keeper, () => agenda.After(delay, () => Arrive(from, to, frame)));
        }
        else if (!passage.IsLost)
        {
            var at = agenda.Now + delay + passage.Later;
            agenda.At(
                passage.Later > TimeSpan.Zero ? at : to.InOrder(from, at),
                () => Arrive(from, to, frame));
        }
    }

    private void Arrive(LanPort from, LanPort to, Frame frame)
    {
        if (to.CarriesIn && (from == to || Reaches(from, to)))
        {
            OnTaken(to, frame);
            to.Receive(to, frame);
        }
    }

    /// <summary>Behind which card an address is, and when that was learned.</summary>
    private readonly record struct Learned(LanPort Port, long At);

    private static ulong SourceOf(Frame frame) =>
        BinaryPrimitives.ReadUInt64BigEndian(frame.Octets.AsSpan(4)) & 0xFFFF_FFFF_FFFF;
}
