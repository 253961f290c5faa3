using System.Diagnostics;
using System.Globalization;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Benchmarks.Simulator;

/// <summary>Plays the stateful pair with many SAs through a crash, several times.</summary>
internal static class PlayCommand
{
    private const double Bar = 1_000;
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(10);

    /// <summary>Plays it.</summary>
    /// <param name="runs">How often.</param>
    /// <param name="sas">How many CHILD SAs there are.</param>
    /// <param name="flows">In how many of them a packet passes each second, each way.</param>
    /// <param name="checks">Whether a bar that is missed fails.</param>
    public static int Run(int runs, int sas, int flows, bool checks)
    {
        var world = World(sas, flows);
        var faults = new FaultPlan(
        [
            new(TimeSpan.FromSeconds(60), new Fault.Crash("alice")),
            new(TimeSpan.FromSeconds(90), new Fault.Restart("alice")),
        ]);
        var options = new RunOptions { Cryptography = CryptoProviders.Fastest(out _) };
        SeededRun.Play(world, faults, 1, options);
        List<(double Speed, long Events)> all = [];
        for (var run = 0; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            var result = SeededRun.Play(world, faults, 1, options);
            all.Add((result.SimulatedTime / watch.Elapsed, result.Events));
        }

        all.Sort();
        var (median, events) = all[all.Count / 2];
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stateful pair, {sas} SAs, packets in {flows} of them: {median:N0} times real time "
                + $"(best {all[^1].Speed:N0}), {events:N0} events in "
                + $"{Duration.TotalMinutes:0} min"));
        return checks && median < Bar ? 1 : 0;
    }

    private static WorldPlan World(int sas, int flows)
    {
        var plan = Topologies.StatefulPair;
        plan = plan with
        {
            Sas = [plan.Sas[0] with { Count = sas }],
            Duration = Duration,
            HealAt = Duration / 2,
        };
        var addresses = new PlanAddresses(plan);
        Items<HostPlan> hosts = [plan.Hosts[0]];
        Items<FlowPlan> sent = [];
        for (var at = 0; at < flows; at++)
        {
            var network = addresses.Behind("carol", 0, at)[0];
            var host = new HostPlan($"behind-{at}")
            {
                Behind = "carol",
                Address = network.Address with { Value = network.Address.Value + 1 },
            };
            hosts = hosts.Add(host);
            sent = sent.Add(new() { From = "host", To = host.Name, PacketsPerSecond = 1 })
                .Add(new() { From = host.Name, To = "host", PacketsPerSecond = 1 });
        }

        return plan with { Hosts = hosts, Flows = sent };
    }
}
