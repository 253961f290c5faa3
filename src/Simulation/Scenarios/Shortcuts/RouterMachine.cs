using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Scenarios.Shortcuts;

/// <summary>Spokes and hub as one machine.</summary>
internal static class RouterMachine
{
    /// <summary>After so long an end finds that the other one is gone.</summary>
    public static readonly TimeSpan DoubtsAfter = TimeSpan.FromSeconds(2);

    public static Machine<RouterConfig, RouterState, RouterInput, RouterOutput> Machine =>
        new(nameof(RouterMachine))
        {
            Initial = static (config, now) => config.Spoke is null
                ? new RouterState.Hub(NhrpServer.Initial(config.Server, now))
                : new RouterState.Spoke(
                    NhrpShortcut.Initial(config.Shortcut, now), false, false, null),
            Step = static (config, state, _, input) => state switch
            {
                RouterState.Spoke spoke => Step(config, spoke, input),
                RouterState.Hub hub => Step(config, hub, input),
            },
            Deadline = static (config, state) => state switch
            {
                RouterState.Spoke spoke => Instant.Earliest(
                    NhrpShortcut.Deadline(config.Shortcut, spoke.Is), spoke.DoubtsAt),
                RouterState.Hub hub => NhrpServer.Deadline(config.Server, hub.Is),
            },
            Rebase = static (state, by) => state switch
            {
                RouterState.Spoke spoke => spoke with
                {
                    Is = NhrpShortcut.Rebase(spoke.Is, by),
                    DoubtsAt = spoke.DoubtsAt is { } at ? at + by : null,
                },
                RouterState.Hub hub => new RouterState.Hub(NhrpServer.Rebase(hub.Is, by)),
            },

            // A request and its reply lie in one event, so the numbers of requests may begin anew.
            Normalize = static (config, state) => state switch
            {
                RouterState.Spoke spoke => spoke with
                {
                    Is = NhrpShortcut.Machine.Recount(
                        NhrpShortcut.Normalize(config.Shortcut, spoke.Is)),
                },
                RouterState.Hub hub => new RouterState.Hub(NhrpServer.Machine.Recount(
                    NhrpServer.Normalize(config.Server, hub.Is))),
            },
            IsTerminal = static _ => false,
            Tick = new RouterInput.Tick(),
            Alphabet = [],
            PhaseOf = static state => state switch
            {
                RouterState.Spoke spoke => $"{spoke.Is.GetType().Name}{(spoke.HasSa ? "+" : "")}",
                RouterState.Hub hub => $"{hub.Is.Spokes.Count}",
            },
        };

    private static Next<RouterState, RouterOutput> Step(
        RouterConfig config, RouterState.Spoke spoke, RouterInput input)
    {
        var (state, hasSa, isInstalled, doubtsAt) = spoke;
        Outputs<RouterOutput> said = [];
        var reason = default(Reason);
        switch (input)
        {
            case RouterInput.ToSpoke(var taken):
                Do(taken);
                break;
            case RouterInput.SaOpened:
                Up();
                said = said.Add(new RouterOutput.HasSa());
                break;
            case RouterInput.SaConfirmed:
                Up();
                break;
            case RouterInput.SaLost:
                Down();
                break;
            case RouterInput.OtherLost when hasSa:
                doubtsAt ??= Instant.Zero + DoubtsAfter;
                break;
            case RouterInput.Tick when doubtsAt <= Instant.Zero:
                Down();
                break;
            case RouterInput.Tick:
                Do(new NhrpShortcut.Input.Tick());
                break;
            case RouterInput.ToHub or RouterInput.OtherLost or RouterInput.Crash:
                break;
        }

        return new(
            new RouterState.Spoke(state, hasSa, isInstalled, doubtsAt), said, reason);

        void Up()
        {
            (hasSa, doubtsAt) = (true, null);
            Do(new NhrpShortcut.Input.SaUp(DmvpnPlan.Outer(1 - config.Spoke!.Value)));
        }

        void Down()
        {
            (hasSa, doubtsAt) = (false, null);
            Do(new NhrpShortcut.Input.SaDown(DmvpnPlan.Outer(1 - config.Spoke!.Value)));
        }

        void Do(NhrpShortcut.Input taken)
        {
            var next = config.Step(config.Shortcut, state, Instant.Zero, taken);
            (state, reason) = (next.State, next.Reason);
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case NhrpShortcut.Output.Install:
                        isInstalled = true;
                        break;
                    case NhrpShortcut.Output.Withdraw:
                        isInstalled = false;
                        break;
                    case NhrpShortcut.Output.OpenSa when hasSa:
                        Up();
                        break;
                    case NhrpShortcut.Output.OpenSa or NhrpShortcut.Output.SendRequest
                        or NhrpShortcut.Output.SendPurge or NhrpShortcut.Output.AnswerPurge:
                        said = said.Add(new RouterOutput.OfSpoke(output));
                        break;
                }
            }
        }
    }

    private static Next<RouterState, RouterOutput> Step(
        RouterConfig config, RouterState.Hub hub, RouterInput input)
    {
        if (input is RouterInput.Crash)
        {
            return new(
                new RouterState.Hub(NhrpServer.Initial(config.Server, Instant.Zero)), [], default);
        }

        if (input is not (RouterInput.ToHub or RouterInput.Tick))
        {
            return new(hub, [], default);
        }

        var next = NhrpServer.Step(
            config.Server, hub.Is, Instant.Zero,
            input is RouterInput.ToHub(var taken) ? taken : new NhrpServer.Input.Tick());
        return new(
            new RouterState.Hub(next.State),
            [.. next.Outputs.Select(output => new RouterOutput.OfHub(output))],
            next.Reason);
    }
}
