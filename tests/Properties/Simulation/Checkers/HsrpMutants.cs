using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using Instant = Holdfast.StateMachines.Instant;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Tests.Properties.Simulation.Checkers;

/// <summary>HSRP, broken on purpose: each method is one mistake that somebody could make.</summary>
internal static class HsrpMutants
{
    private static readonly HostAddress Highest = HostAddress.Parse("255.255.255.254");
    private static readonly HostAddress Lowest = HostAddress.Parse("0.0.0.1");

    /// <summary>Of equal priority, whoever is heard wins.</summary>
    public static Next TieIsLost(Config config, State state, Instant now, Input input) =>
        Step(config, state, now, From(input, who =>
            who.Priority == config.Priority ? who with { Address = Highest } : who));

    /// <summary>Of equal priority, the lower address wins.</summary>
    public static Next TieByLowerAddress(Config config, State state, Instant now, Input input) =>
        Step(config, state, now, From(input, who =>
            who.Priority != config.Priority ? who
            : who with { Address = who.Address > config.Address ? Lowest : Highest }));

    /// <summary>An active router stays so against a better one.</summary>
    public static Next ActiveIgnoresHigherHello(
        Config config, State state, Instant now, Input input) =>
        state.Phase == Phase.Active && input is Input.Hello { Message.Phase: Phase.Active }
            ? new(state, default, default)
            : Step(config, state, now, input);

    /// <summary>What an active router says is not heard.</summary>
    public static Next ActiveIsNotHeard(Config config, State state, Instant now, Input input) =>
        input is Input.Hello { Message.Phase: Phase.Active } or Input.Coup
            ? new(state, default, default)
            : Step(config, state, now, input);

    /// <summary>A Coup is obeyed, whoever sends it.</summary>
    public static Next AnyCoupIsObeyed(Config config, State state, Instant now, Input input) =>
        Step(config, state, now, input is Input.Coup
            ? From(input, who => who with { Priority = 255, Address = Highest })
            : input);

    /// <summary>A Resign is not heard.</summary>
    public static Next ResignIsIgnored(Config config, State state, Instant now, Input input) =>
        input is Input.Resign ? new(state, default, default) : Step(config, state, now, input);

    /// <summary>A Hello of the active router does not start the Active timer anew.</summary>
    public static Next HoldIsNotRearmed(Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return input is Input.Hello { Message.Phase: Phase.Active }
            && state.Timers.Active is { } running && next.State.Timers.Active is not null
            ? next with
            {
                State = next.State with
                {
                    Timers = next.State.Timers with { Active = running },
                },
            }
            : next;
    }

    /// <summary>Where nobody stands by, who is active says a Hello thirty times more rarely; as soon
    /// as somebody speaks, and is not active as well, at once.</summary>
    public static Next RareHellos(Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        var timers = next.State.Timers;
        Instant? hello = next.State.Phase != Phase.Active ? timers.Hello
            : input is Input.Hello { Message.Phase: not Phase.Active } ? now
            : timers.Standby is null && next.Outputs.AsEnumerable().Any(
                output => output is Output.SendHello)
                ? now + (30 * HelloTimeOf(config, next.State))
            : timers.Hello;
        return next with
        {
            State = next.State with { Timers = timers with { Hello = hello } },
        };
    }

    /// <summary>The hold time is one's own, whatever the active router says.</summary>
    public static Next OwnTimes(Config config, State state, Instant now, Input input) =>
        Step(config, state, now, input is Input.Hello hello
            ? new Input.Hello(hello.Message with { HoldTime = TimeSpan.Zero })
            : input);

    /// <summary>Preemption is on, whatever is configured.</summary>
    public static Next PreemptsByDefault(Config config, State state, Instant now, Input input) =>
        Config.TryCreate(config.Settings with { Preempt = true }, out var preempting, out _)
            ? Step(preempting, state, now, input)
            : throw new InvalidOperationException("the settings were good");

    /// <summary>A router that listens answers the active one with a Hello.</summary>
    public static Next HelloInListen(Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next.State.Phase == Phase.Listen && input is Input.Hello { Message: var heard }
            ? next with
            {
                Outputs = next.Outputs.Add(new Output.SendHello(new(
                    Phase.Listen, config.Priority, heard.HelloTime, heard.HoldTime,
                    config.VirtualAddress, FromVirtualMac: false))),
            }
            : next;
    }

    /// <summary>What must be refused is taken for a Hello of a better active router.</summary>
    public static Next NothingIsRefused(Config config, State state, Instant now, Input input) =>
        Step(config, state, now, input is Input.Refused
            ? new Input.Hello(new(
                new(Highest, 255), Phase.Active, HelloTimeOf(config, state),
                HoldTimeOf(config, state), config.VirtualAddress))
            : input);

    /// <summary>Who stays active against another one tells nobody.</summary>
    public static Next NoArpAfterTwo(Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return state.Phase == Phase.Active && next.State.Phase == Phase.Active
            ? next with
            {
                Outputs = new([.. next.Outputs.AsEnumerable()
                    .Where(output => output is not Output.AnnounceVirtualAddress)]),
            }
            : next;
    }

    /// <summary>Who gives up keeps the virtual MAC address.</summary>
    public static Next MacIsKept(Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next with
        {
            Outputs = new([.. next.Outputs.AsEnumerable()
                .Where(output => output is not Output.ReleaseVirtualMac)]),
        };
    }

    /// <summary>The input, from somebody else.</summary>
    private static Input From(Input input, Func<Speaker, Speaker> change)
    {
        return input switch
        {
            Input.Hello(var message) => new Input.Hello(Changed(message)),
            Input.Coup(var message) => new Input.Coup(Changed(message)),
            Input.Resign(var message) => new Input.Resign(Changed(message)),
            Input.Enable or Input.Disable or Input.Refused or Input.LinkChanged or Input.Synced
                or Input.Permit or Input.Tick => input,
        };

        Message Changed(Message message) => message with { From = change(message.From) };
    }
}
