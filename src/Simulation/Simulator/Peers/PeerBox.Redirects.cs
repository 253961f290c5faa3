using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Simulation.Simulator;

/// <content>A peer that follows redirects, RFC 5685: the shipped machine says where it goes.
/// </content>
internal sealed partial class PeerBox
{
    private readonly Dictionary<SaPlan, State> _clients = [];
    private readonly Dictionary<SaPlan, GatewayPlan> _origins = [];

    private static Place InInit =>
        new(ExchangeType.IkeSaInit, IsProtected: false, IsResponse: true, Turn.First, false);

    private static Place InRequest =>
        new(ExchangeType.Informational, IsProtected: true, IsResponse: false, Turn.First, false);

    private static Place InTheClear => InRequest with { IsProtected = false };

    /// <summary>SAs are wanted: with the gateway of its configuration, or where it is sent.
    /// </summary>
    private void Start(SaPlan sas)
    {
        if (Plan.FollowsRedirects)
        {
            Client(sas, new Input.Start());
        }
        else
        {
            Begin(sas, Gateway, from: null);
        }
    }

    /// <summary>An attempt was in vain: it is made anew, there or elsewhere.</summary>
    private void StartAnew(SaPlan sas)
    {
        _attempts.Remove(sas);
        Gateway = Tunnels is null ? Gateway : _stage.GatewayAfter(Plan, Gateway);
        Client(sas, new Input.Failed());
        if (!Plan.FollowsRedirects || ClientOf(sas) is State.Idle)
        {
            Start(sas);
        }
    }

    private void Client(SaPlan sas, Input input)
    {
        if (!Plan.FollowsRedirects)
        {
            return;
        }

        var config = ClientConfig(sas);
        var next = _stage.Options.Mischief.HasFlag(Mischief.RedirectsForgotten)
            ? ClientCanaries.RedirectsNotCounted(config, ClientOf(sas), Now, input)
            : Step(config, ClientOf(sas), Now, input);
        var before = _clients.GetValueOrDefault(sas);
        _clients[sas] = next.State;
        if (next.State is not (State.Greeting or State.Proving))
        {
            // It keeps to what it has, or waits: nobody is greeted any more.
            End(sas);
        }

        if (next.State is State.Waiting && before is not State.Waiting)
        {
            _stage.Tell(MomentKind.Peer, Plan.Name, "follows no more redirects, and waits");
        }

        foreach (var output in next.Outputs)
        {
            Carry(sas, output);
        }

        PlanTick();
    }

    private void Carry(SaPlan sas, Output output)
    {
        switch (output)
        {
            case Output.Connect(var to, var from, _):
                Connect(sas, to, from, output);
                break;
            case Output.DeleteOld(var with):
                foreach (var ike in IkesWith(sas, with))
                {
                    ike.IsEnding = true;
                    AskToEnd(ike);
                }

                break;
            case Output.DropNew:
                End(sas);
                break;
            case Output.Acknowledge:
                // Each request is answered by what its exchange says.
                break;
        }
    }

    private void Connect(SaPlan sas, GatewayName to, GatewayName? from, Output output)
    {
        End(sas);
        if (_stage.Plan.Gateways.FirstOrDefault(one => NameOf(one, sas) == to)
            is not { } gateway)
        {
            Client(sas, new Input.Failed());
            return;
        }

        if (from is not null)
        {
            _stage.Tell(MomentKind.Peer, Plan.Name, $"is sent to {gateway.Name}");
        }

        Begin(sas, gateway, from is null ? null : ToPayload(output));
    }

    /// <summary>The attempt for some SAs is over.</summary>
    private void End(SaPlan sas)
    {
        if (_attempts.Remove(sas, out var attempt))
        {
            EndHandshake(attempt);
        }
    }

    /// <summary>Whether an answer to IKE_SA_INIT sends it elsewhere.</summary>
    private bool IsSentOn(SaPlan sas, Items<IkePayloadValue> payloads) =>
        IsSentOn(sas, payloads, InInit);

    private bool IsSentOn(SaPlan sas, Items<IkePayloadValue> payloads, Place place)
    {
        if (Plan.FollowsRedirects)
        {
            foreach (var payload in payloads)
            {
                if (payload.Body is IkePayloadBody.Notify(var notify)
                    && Classify(notify, place) is { } said)
                {
                    Client(sas, said);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>An IKE SA is gone.</summary>
    private void Lost(PeerIke ike)
    {
        var sas = ike.Agreement.Sas;
        if (IsRunning && _clients.ContainsKey(sas))
        {
            Client(sas, IsWithOther(ike) ? new Input.OldEnded() : new Input.Failed());
        }
    }

    /// <summary>Whether it is of a gateway that has sent it on.</summary>
    private bool IsWithOther(PeerIke ike) =>
        TrailOf(ClientOf(ike.Agreement.Sas)).At != NameOf(ike.Agreement.Gateway, ike.Agreement.Sas);

    /// <summary>The SAs of an agreement stand.</summary>
    private void Settled(Agreement agreement)
    {
        if (!Plan.FollowsRedirects)
        {
            return;
        }

        if (agreement.IsOfMember)
        {
            // Whoever was asked has not said that it follows redirects.
            var trail = TrailOf(ClientOf(agreement.Sas));
            _clients[agreement.Sas] = new State.Up(
                new(NameOf(agreement.Gateway, agreement.Sas), null, null, trail.Followed),
                Follows: false);
        }
        else
        {
            Client(agreement.Sas, new Input.Established());
        }
    }

    /// <summary>A gateway is dead to it: it goes to the next one of its configuration, and what it
    /// followed before counts still.</summary>
    private void TurnTo(SaPlan sas, GatewayPlan next)
    {
        if (Plan.FollowsRedirects)
        {
            _origins[sas] = next;
            if (ClientOf(sas) is State.Idle idle)
            {
                _clients[sas] = new State.Idle(
                    new(NameOf(next, sas), null, null, idle.Trail.Followed));
            }
        }
    }

    private IEnumerable<PeerIke> IkesWith(SaPlan sas, GatewayName with) => _ikes.Values
        .Where(ike => ike.Agreement.Sas == sas && !ike.IsEnding
            && NameOf(ike.Agreement.Gateway, sas) == with)
        .ToArray();

    private GatewayName NameOf(GatewayPlan gateway, SaPlan sas) =>
        GatewayName.From(_stage.Addresses.End(gateway, sas));

    private State ClientOf(SaPlan sas) => _clients.TryGetValue(sas, out var state)
        ? state
        : Initial(ClientConfig(sas), Now);

    private Config ClientConfig(SaPlan sas) => Config.TryCreate(
        new() { Origin = NameOf(_origins.GetValueOrDefault(sas, _home), sas) },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private static Trail TrailOf(State state) => state switch
    {
        State.Idle idle => idle.Trail,
        State.Greeting greeting => greeting.Trail,
        State.Proving proving => proving.Trail,
        State.Up up => up.Trail,
        State.Waiting waiting => waiting.Trail,
    };

    private Instant? ClientsDue()
    {
        Instant? due = null;
        foreach (var (sas, state) in _clients)
        {
            due = Instant.Earliest(due, Deadline(ClientConfig(sas), state));
        }

        return due;
    }

    private void TickClients()
    {
        foreach (var (sas, state) in _clients.ToArray())
        {
            if (Deadline(ClientConfig(sas), state) <= Now)
            {
                Client(sas, new Input.Tick());
            }
        }
    }
}
