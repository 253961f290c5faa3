using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Simulation.Scenarios.Redirects;

/// <summary>A step of a client: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> ClientStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a client is configured with.</summary>
/// <param name="Client">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
public sealed record ClientConfig(Config Client, ClientStep Step);

/// <summary>A client, and when it followed redirects.</summary>
/// <param name="Is">The shipped machine.</param>
/// <param name="Followed">The redirects.</param>
public sealed record ClientState(State Is, PacedEvents Followed);

/// <summary>
/// A client by the shipped machine, and gateways that do as they like: each of them may send it to
/// any other one at every place where the RFC allows it, accept it, or fail, for ever.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record RedirectLoop(string Name)
{
    private const int PeriodUnits = 4;

    private static readonly Octets Nonce = new([1]);

    /// <summary>Its gateways; the client comes to the first.</summary>
    internal static Items<GatewayName> Gateways { get; } =
    [
        .. Enumerable.Range(1, 3).Select(number =>
            GatewayName.From(HostAddress.From([192, 0, 2, (byte)number]))),
    ];

    /// <summary>How many redirects may be followed within the period.</summary>
    public int RedirectsMax { get; init; } = 2;

    /// <summary>What follows a loop.</summary>
    public LoopAction OnLoop { get; init; } = LoopAction.Wait;

    /// <summary>The step of the client.</summary>
    public ClientStep Step { get; init; } = RedirectedClient.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model.</summary>
    public WorldModel<ClientConfig, ClientState, Input, Output> Model() => new(Name)
    {
        Machine = new(nameof(RedirectLoop))
        {
            Initial = static (config, now) => new(
                Initial(config.Client, now), PacedEvents.None(PeriodUnits)),
            Step = static (config, client, _, input) => Take(config, client, input),
            Deadline = static (config, client) =>
                RedirectedClient.Deadline(config.Client, client.Is),
            Rebase = static (client, by) => new(
                RedirectedClient.Rebase(client.Is, by),
                client.Followed.Later((int)(-by / Unit))),
            Normalize = static (config, client) => client with
            {
                Is = RedirectedClient.Normalize(config.Client, client.Is),
            },
            IsTerminal = static _ => false,
            Tick = new Input.Tick(),
            Alphabet = [],
            PhaseOf = static client => client.Is.GetType().Name,
        },
        Members = [new("carol", Config())],
        Hear = static (_, _, _) => [],
        Ticks = [new Input.Tick()],
        Unit = Unit,
        Faults = new() { Rules = [.. Rules()] },
        Invariants =
        [
            EndingRedirects.Card.AtMost<ClientState>(
                RedirectsMax, static (in Look<ClientState> look) =>
                    look[0].Followed.Within(PeriodUnits)),
        ],
        StepInvariants =
        [
            new(
                "I22 end", "a client whose redirects are used up waits, or keeps to what it has",
                static (in StepTaken<ClientConfig, ClientState, Input, Output> step) =>
                    step.Input is not (Input.RedirectedInInit or Input.RedirectedInAuth
                        or Input.RedirectedByGateway)
                    || step.Before.Is == step.After.Is
                    || step.After.Followed != step.Before.Followed
                    || EndingRedirects.IsEnd(step.Config.Client, step.After.Is)),
        ],
        NameOfInput = static input => input switch
        {
            Input.RedirectedInInit(var to, _) => $"IKE_SA_INIT says {to}",
            Input.RedirectedInAuth(var to, _, _) => $"IKE_AUTH says {to}",
            Input.RedirectedByGateway(var to) => $"INFORMATIONAL says {to}",
            Input.Start or Input.Sent or Input.Greeted or Input.Established or Input.Failed
                or Input.OldEnded or Input.Refused or Input.Tick => input.GetType().Name,
        },
    };

    private static Next<ClientState, Output> Take(
        ClientConfig config, ClientState client, Input input)
    {
        var next = config.Step(config.Client, client.Is, Instant.Zero, input);
        var (state, followed) = (next.State, client.Followed);
        foreach (var output in next.Outputs)
        {
            if (output is Output.Connect connect)
            {
                followed = connect.From is null ? followed : followed.Now();
                state = config.Step(
                    config.Client, state, Instant.Zero, new Input.Sent(Nonce)).State;
            }
        }

        return new(new(state, followed), next.Outputs, next.Reason);
    }

    private static IEnumerable<FaultRule<Input>> Rules()
    {
        yield return On("somebody wants an SA", new Input.Start());
        yield return On("the gateway goes on", new Input.Greeted());
        yield return On("the SA stands", new Input.Established());
        yield return On("the gateway fails", new Input.Failed());
        yield return On("the old SA is gone", new Input.OldEnded());
        foreach (var to in Gateways)
        {
            yield return On(
                $"IKE_SA_INIT redirects to {to}", new Input.RedirectedInInit(to, Nonce));
            yield return On(
                $"IKE_AUTH redirects to {to}",
                new Input.RedirectedInAuth(to, Turn.Last, IsProven: true));
            yield return On(
                $"the gateway redirects to {to}", new Input.RedirectedByGateway(to));
        }
    }

    private static FaultRule<Input> On(string name, Input input) => new(name)
    {
        Effects = [new FaultEffect<Input>.Take(0, input)],
    };

    private ClientConfig Config() => RedirectedClient.Config.TryCreate(
        new()
        {
            Origin = Gateways[0],
            RedirectsMax = RedirectsMax,
            LoopPeriod = PeriodUnits * Unit,
            OnLoop = OnLoop,
        },
        out var config, out var error)
        ? new(config, Step)
        : throw new InvalidOperationException(error.ToString());
}
