using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Tests.Interop.Corpus;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>The waits that libreswan wrote down, and those of the machine.</summary>
public sealed class RetransmissionReplayTests
{
    private const string Wait =
        @"retransmitting IKE_SA_INIT request; will wait (\S+) seconds? for response\r?$";

    [PublicFact]
    public void Five_waits_of_half_a_second_and_twice_as_long_each_time_are_what_was_recorded()
    {
        var recorded = ConsoleRecord.Of("ikev2-tcp-00-enable-tcp-default", "west").Seconds(Wait);
        Assert.Equal([0.5, 1, 2, 4, 8], recorded.Select(wait => wait.TotalSeconds));

        Assert.True(
            Config.TryCreate(
                new()
                {
                    RetryAfter = recorded[0],
                    BackoffPercent = 200,
                    SendsMax = recorded.Count,
                    RetryMax = TimeSpan.FromSeconds(60),
                },
                out var config, out var error),
            $"{error}");
        Assert.Equal(recorded, Waits(config));
    }

    private static List<TimeSpan> Waits(Config config)
    {
        Items<Octets> message = [new Octets([1])];
        var now = Instant.Zero;
        var state = Initial(config, now);
        Take(new Input.Wanted());
        Assert.Equal(
            [new Output.Transmit(message)],
            Take(new Input.Sealed(((State.Open)state).Ours.Requests[0].Id, message)));
        List<TimeSpan> waits = [];
        while (Deadline(config, state) is { } due)
        {
            waits.Add(due - now);
            now = due;
            var said = Take(new Input.Tick());
            Assert.Equal(
                state is State.Failed ? [new Output.SaFailed()] : [new Output.Transmit(message)],
                said);
        }

        Assert.IsType<State.Failed>(state);
        return waits;

        List<Output> Take(Input input)
        {
            var next = Step(config, state, now, input);
            state = next.State;
            return [.. next.Outputs.AsEnumerable()];
        }
    }
}
