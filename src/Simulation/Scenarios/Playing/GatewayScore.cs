using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A counter-example of redirects as faults of a world whose gateways send their client on. Law: a
/// gateway says what the gateway of the trace says at that place, in the order of the trace; that
/// the client greets, and that an SA stands, comes of itself.
/// </summary>
/// <param name="world">The world; the client is with its first gateway.</param>
/// <param name="begins">When the trace begins in it.</param>
/// <param name="unit">How long a unit of time is.</param>
internal sealed class GatewayScore(WorldPlan world, TimeSpan begins, TimeSpan unit)
{
    private const string Peer = "carol";
    private const string InInit = "IKE_SA_INIT redirects to ";
    private const string InAuth = "IKE_AUTH redirects to ";
    private const string InRequest = "the gateway redirects to ";

    // An SA is made, or ends, in some round trips.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);

    private readonly List<TimedFault> _faults = [];
    private readonly Dictionary<string, string> _sends = [];
    private TimeSpan _now = begins;
    private string _at = world.Gateways[0].Name;
    private bool _wants;

    /// <summary>The world with what its gateways do.</summary>
    public WorldScenario Of(Counterexample trace)
    {
        foreach (var one in trace.Events)
        {
            Take(one.Event);
        }

        Greet();
        return new(world, new([.. _faults]));
    }

    private void Take(WorldEvent one)
    {
        if (one.Kind == EventKind.Time)
        {
            Greet();
            _now += unit;
        }
        else if (one.What == "somebody wants an SA")
        {
            Add(new Fault.Delete(Peer, ByPeer: true));
            _now += Settling;
            _wants = true;
        }
        else if (one.What.StartsWith(InInit, StringComparison.Ordinal))
        {
            Sends(GatewayOf(one.What[InInit.Length..]));
        }
        else if (one.What.StartsWith(InAuth, StringComparison.Ordinal))
        {
            // Gateways of the simulator say it in IKE_SA_INIT already, RFC 5685 §3.
            Sends(GatewayOf(one.What[InAuth.Length..]));
        }
        else if (one.What.StartsWith(InRequest, StringComparison.Ordinal))
        {
            Greet();
            Sends(GatewayOf(one.What[InRequest.Length..]));
            Keeps(_at);
            _now += Settling;
        }
        else if (one.Kind is EventKind.Fault or EventKind.Mend && !IsOfItself(one.What))
        {
            throw WordScore.Unknown(one.What);
        }
    }

    // A gateway that fails sends nobody anywhere; all else is what others answer.
    private static bool IsOfItself(string what) => what is "the gateway goes on"
        or "the SA stands" or "the old SA is gone" or "the gateway fails";

    /// <summary>Whoever serves the client sends it on. One that has sent it elsewhere before can do
    /// so only once it has come there.</summary>
    private void Sends(string to)
    {
        if (_sends.TryGetValue(_at, out var other) && other != to)
        {
            Keeps(_at);
            Greet();
            _now += Settling;
        }

        if (!_sends.TryGetValue(_at, out other) || other != to)
        {
            _sends[_at] = to;
            Add(new Fault.SendsOn(_at, to));
        }

        _at = to;
    }

    private void Keeps(string gateway)
    {
        if (_sends.Remove(gateway))
        {
            Add(new Fault.SendsOn(gateway, null));
        }
    }

    /// <summary>The client greets once what gateways say to that is settled.</summary>
    private void Greet()
    {
        if (_wants)
        {
            _wants = false;
            Add(new Fault.Establish(Peer));
        }
    }

    /// <summary>Gateways of the trace stand in the order of those of the world.</summary>
    private string GatewayOf(string name) => world.Gateways[
        RedirectLoop.Gateways.ToList().FindIndex(one => one.ToString() == name)].Name;

    private void Add(Fault fault)
    {
        _faults.Add(new(_now, fault));
        _now += Apart;
    }
}
