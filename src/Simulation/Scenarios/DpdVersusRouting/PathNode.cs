using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Scenarios.DpdVersusRouting;

/// <summary>What an end, or the network, is configured with.</summary>
/// <param name="Self">0 and 1 the ends, 2 the network.</param>
/// <param name="V1">The machine of an end of an IKEv1 SA.</param>
/// <param name="V2">The machine of an end of an IKEv2 SA.</param>
/// <param name="Links">The machine of the links.</param>
/// <param name="Detection">Units until a failed link is noticed.</param>
/// <param name="Convergence">Units from there to routes around it.</param>
/// <param name="DeadAfter">Units after which a dead peer must have been declared dead.</param>
public sealed record PathConfig(
    int Self, DeadPeerDetection.Config? V1, LivenessCheck.Config? V2, LinkSelection.Config Links,
    int Detection, int Convergence, int DeadAfter);

/// <summary>An end of an IKE SA around the shipped machine, or the network, as one machine.
/// </summary>
public static class PathNode
{
    /// <summary>The machine as a value.</summary>
    public static Machine<PathConfig, PathState, PathInput, PathOutput> MachineOf(int deadAfter) =>
        new(nameof(PathNode))
        {
            Initial = Initial,
            Step = static (config, state, _, input) => state switch
            {
                PathState.IkeV1 end => Step(config.V1!, end, input),
                PathState.IkeV2 end => Step(config.V2!, end, input),
                PathState.Between network => PathNetwork.Step(config, network, input),
            },
            Deadline = static (config, state) => state switch
            {
                PathState.IkeV1(var one) => DeadPeerDetection.Deadline(config.V1!, one),
                PathState.IkeV2(var one) => LivenessCheck.Deadline(config.V2!, one),
                PathState.Between network => PathNetwork.Deadline(config, network),
            },
            Rebase = (state, by) => state switch
            {
                PathState.IkeV1(var one) => new PathState.IkeV1(DeadPeerDetection.Rebase(one, by)),
                PathState.IkeV2(var one) => new PathState.IkeV2(LivenessCheck.Rebase(one, by)),
                PathState.Between network => PathNetwork.Rebase(network, by, deadAfter),
            },
            Normalize = static (config, state) => state switch
            {
                // What is said is heard at once, so no number that is on its way matters.
                PathState.IkeV1(var one) => new PathState.IkeV1(DeadPeerDetection.Machine.Recount(
                    DeadPeerDetection.Normalize(config.V1!, one))),
                PathState.IkeV2(var one) =>
                    new PathState.IkeV2(LivenessCheck.Normalize(config.V2!, one)),
                PathState.Between network => network with
                {
                    Choice = LinkSelection.Normalize(config.Links, network.Choice),
                },
            },
            IsTerminal = static _ => false,
            Tick = new PathInput.Tick(),
            Alphabet = [],
            PhaseOf = PhaseOf,
        };

    /// <summary>Whether an end has declared the other one dead.</summary>
    public static bool DeclaresDeath(PathState state) => state switch
    {
        PathState.IkeV1(var one) => one is DeadPeerDetection.State.Dead,
        PathState.IkeV2(var one) => one is LivenessCheck.State.Failed,
        PathState.Between => false,
    };

    private static PathState Initial(PathConfig config, Instant now)
    {
        if (config.Self == 2)
        {
            return PathNetwork.Initial(config, now);
        }

        if (config.V1 is not { } v1)
        {
            return new PathState.IkeV2(LivenessCheck.Initial(config.V2!, now));
        }

        var state = DeadPeerDetection.Initial(v1, now);
        state = DeadPeerDetection.Step(
            v1, state, now, new DeadPeerDetection.Input.Announced(0)).State;
        return new PathState.IkeV1(
            DeadPeerDetection.Step(v1, state, now, new DeadPeerDetection.Input.Offered()).State);
    }

    private static Next<PathState, PathOutput> Step(
        DeadPeerDetection.Config config, PathState.IkeV1 end, PathInput input)
    {
        DeadPeerDetection.Input? taken = input switch
        {
            PathInput.Tick => new DeadPeerDetection.Input.Tick(),
            PathInput.Heard(PathMessage.Query) =>
                new DeadPeerDetection.Input.RUThere(AwaitedBy(end.Is)),
            PathInput.Heard => end.Is is DeadPeerDetection.State.Probing probing
                ? new DeadPeerDetection.Input.RUThereAck(probing.Last)
                : null,
            PathInput.Carry or PathInput.Link or PathInput.PeerDied => null,
        };
        if (taken is null)
        {
            return new(end, [], default);
        }

        var next = DeadPeerDetection.Step(config, end.Is, Instant.Zero, taken);
        return new(
            new PathState.IkeV1(next.State),
            [
                .. next.Outputs.AsEnumerable()
                    .Where(output => output is not DeadPeerDetection.Output.PeerDied)
                    .Select(output => new PathOutput.Say(
                        output is DeadPeerDetection.Output.SendRUThere
                            ? PathMessage.Query
                            : PathMessage.Answer)),
            ],
            next.Reason);
    }

    private static uint AwaitedBy(DeadPeerDetection.State state) => state switch
    {
        DeadPeerDetection.State.Unsupported one => one.Numbers.Awaited ?? 0,
        DeadPeerDetection.State.Fresh one => one.Numbers.Awaited ?? 0,
        DeadPeerDetection.State.Worried one => one.Numbers.Awaited ?? 0,
        DeadPeerDetection.State.Probing one => one.Numbers.Awaited ?? 0,
        DeadPeerDetection.State.Paused one => one.Numbers.Awaited ?? 0,
        DeadPeerDetection.State.Dead => 0,
    };

    // The schedule grants at once, and nothing keeps a request from being sealed.
    private static Next<PathState, PathOutput> Step(
        LivenessCheck.Config config, PathState.IkeV2 end, PathInput input)
    {
        var queue = new Queue<LivenessCheck.Input>();
        switch (input)
        {
            case PathInput.Tick:
                queue.Enqueue(new LivenessCheck.Input.Tick());
                break;
            case PathInput.Heard(PathMessage.Query):
                queue.Enqueue(new LivenessCheck.Input.Asked(0));
                break;
            case PathInput.Heard:
                queue.Enqueue(new LivenessCheck.Input.Answered(0));
                break;
            case PathInput.Carry or PathInput.Link or PathInput.PeerDied:
                break;
        }

        var (state, reason) = (end.Is, default(Reason));
        List<PathOutput> said = [];
        while (queue.TryDequeue(out var taken))
        {
            var next = LivenessCheck.Step(config, state, Instant.Zero, taken);
            (state, reason) = (next.State, reason == default ? next.Reason : reason);
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case LivenessCheck.Output.Ask:
                        queue.Enqueue(new LivenessCheck.Input.Granted());
                        break;
                    case LivenessCheck.Output.Seal:
                        queue.Enqueue(new LivenessCheck.Input.Sealed(0, new Octets([1])));
                        break;
                    case LivenessCheck.Output.Transmit:
                        said.Add(new PathOutput.Say(PathMessage.Query));
                        break;
                    case LivenessCheck.Output.Answer:
                        said.Add(new PathOutput.Say(PathMessage.Answer));
                        break;
                    case LivenessCheck.Output.Release or LivenessCheck.Output.Synchronize
                        or LivenessCheck.Output.PeerFailed:
                        break;
                }
            }
        }

        return new(new PathState.IkeV2(state), [.. said], reason);
    }

    private static string PhaseOf(PathState state) => state switch
    {
        PathState.IkeV1(var one) => one.GetType().Name,
        PathState.IkeV2(var one) => one.GetType().Name,
        PathState.Between { Over: var over, ConvergesIn: var converges } =>
            converges is null ? $"over {over}" : $"leaves {over}",
    };
}
