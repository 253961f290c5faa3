using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Resumption;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <summary>RFC 5723 §6.2: how long is remembered what is good no more, and what is taken.
/// </summary>
public sealed class LifetimesOfTickets
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Config Settled = Checked(TicketKind.ByValue);
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromDays(1);

    /// <summary>No longer than the ticket could be shown, no longer than any can.</summary>
    [Theory]
    [InlineData(20, 20)]
    [InlineData(60, 60)]
    [InlineData(61, 60)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    public void What_is_good_no_more_is_remembered_as_long_as_it_could_be_shown(
        int minutes, int remembered)
    {
        var until = Start + TimeSpan.FromMinutes(remembered);
        var spent = Take(new Input.SpentElsewhere(77, TimeSpan.FromMinutes(minutes)));
        Assert.Equal(until, spent.State.SpentOnes.Find(77)!.ExpiresAt);
        var ended = Take(new Input.SaDeletedElsewhere(9, TimeSpan.FromMinutes(minutes)));
        Assert.Equal(until, ended.State.EndedSas.Find(9)!.ExpiresAt);

        // What was to be remembered longer is.
        var again = Step(
            Settled, spent.State, Start,
            new Input.SpentElsewhere(77, TimeSpan.FromMinutes(minutes - 10)));
        Assert.Equal(until, again.State.SpentOnes.Find(77)!.ExpiresAt);
    }

    private static Next<State, Output> Take(Input input) =>
        Step(Settled, Initial(Settled, Start), Start, input);

    private static Config Checked(TicketKind kind) =>
        Config.TryCreate(new() { Kind = kind, Lifetime = Hour }, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
