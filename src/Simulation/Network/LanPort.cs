using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>Somebody's end of a link to a segment.</summary>
/// <param name="lan">The segment.</param>
/// <param name="plan">The link.</param>
/// <param name="index">Its place on the segment.</param>
/// <param name="mac">The address of its card.</param>
/// <param name="address">The address of its owner there.</param>
internal sealed class LanPort(
    Lan lan, LinkPlan plan, int index, MacAddress mac, HostAddress address)
{
    private readonly List<long> _lastArrivals = [];

    public Lan Lan => lan;

    public LinkPlan Plan => plan;

    public string Owner => plan.Who;

    public int Index => index;

    public MacAddress Mac => mac;

    public HostAddress Address => address;

    /// <summary>Whether the carrier is there.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Whether what goes out is lost unseen.</summary>
    public bool LosesOut { get; set; } = plan.Way == LinkWay.In;

    /// <summary>Whether what comes in is lost unseen.</summary>
    public bool LosesIn { get; set; } = plan.Way == LinkWay.Out;

    /// <summary>Who takes what arrives.</summary>
    public Action<LanPort, Frame> Receive { get; set; } = static (_, _) => { };

    /// <summary>Who hears that the carrier came or went.</summary>
    public Action<LanPort> CarrierChanged { get; set; } = static _ => { };

    public bool CarriesOut => IsUp && !LosesOut;

    public bool CarriesIn => IsUp && !LosesIn;

    /// <summary>A time of arrival that overtakes nothing of the same sender.</summary>
    public Instant InOrder(LanPort from, Instant at)
    {
        while (_lastArrivals.Count <= from.Index)
        {
            _lastArrivals.Add(long.MinValue);
        }

        var ticks = Math.Max(at.Ticks, _lastArrivals[from.Index]);
        _lastArrivals[from.Index] = ticks;
        return new(ticks);
    }
}
