using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpServer.State,
    Holdfast.StateMachines.Nhrp.NhrpServer.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <content>What becomes of each input.</content>
public static partial class NhrpServer
{
    private static Next Register(
        Config config, State state, Instant now, Input.Registers registers)
    {
        var until = now + config.Bounded(registers.HoldingTime);
        if (!state.Spokes.TryFind(Spoke.KeyOf(registers.Address), out var before))
        {
            return state.Spokes.Count >= config.SpokesMax
                ? To(state, Why.Full, new Output.Refuse(registers.Id, Refusal.Full))
                : To(
                    Put(config, state, now, new(
                        registers.Address, registers.Nbma, until, [], null)),
                    Why.Registered,
                    new Output.Accept(registers.Id, registers.Address));
        }

        if (before.Nbma == registers.Nbma)
        {
            return To(
                Put(config, state, now, before with { ExpiresAt = until }), Why.Registered,
                new Output.Accept(registers.Id, registers.Address));
        }

        // The SA proves who has an address; a spoke that moved is known by its SA's end.
        if (config.IsUnique && before.ExpiresAt > now)
        {
            return To(state, Why.Taken, new Output.Refuse(registers.Id, Refusal.Taken));
        }

        List<Output> outputs = [new Output.Accept(registers.Id, registers.Address)];
        var told = Tell(config, state, now, before, outputs);
        var moved = Put(config, told, now, new(
            registers.Address, registers.Nbma, until, [], before.RedirectedAt));
        return new(moved, [.. outputs], Why.Moved);
    }

    private static Next Answer(Config config, State state, Instant now, Input.Asks asks)
    {
        if (!TryFindLive(state, now, asks.Egress, out var egress) || asks.Egress == asks.Asker)
        {
            return To(state, Why.Unknown, new Output.NoBinding(asks.Id, asks.Asker));
        }

        // Who is told has to be reachable by a purge later.
        var isTold = egress!.Told.Span.Contains(asks.Asker);
        if (!TryFindLive(state, now, asks.Asker, out _)
            || (!isTold && egress.Told.Count >= config.ToldMax))
        {
            return To(state, Why.Stranger, new Output.NoBinding(asks.Id, asks.Asker));
        }

        var noted = Unpurged(
            isTold
                ? state
                : Put(config, state, now, egress with { Told = egress.Told.Add(asks.Asker) }),
            asks.Asker, asks.Egress);
        return config.Phase switch
        {
            DmvpnPhase.Redirect => To(
                noted, Why.Forwarded, new Output.Forward(asks.Id, asks.Egress)),
            DmvpnPhase.NextHop => To(
                noted, Why.Answered,
                new Output.Answer(
                    asks.Id, asks.Asker,
                    new(
                        egress.Address, (byte)(egress.Address.IsIpv6 ? 128 : 32),
                        egress.Nbma))),
            DmvpnPhase.HubOnly => To(
                state, Why.Unknown, new Output.NoBinding(asks.Id, asks.Asker)),
        };
    }

    private static Next Pass(
        Config config, State state, Instant now, HostAddress from, HostAddress to)
    {
        if (config.Phase != DmvpnPhase.Redirect)
        {
            return new(state, default, Why.NoRedirects);
        }

        return from != to && TryFindLive(state, now, from, out var spoke)
            && TryFindLive(state, now, to, out _)
            && (spoke!.RedirectedAt is not { } at || now - at >= config.RedirectEvery)
                ? To(
                    Put(config, state, now, spoke with { RedirectedAt = now }),
                    Why.Redirected, new Output.SendRedirect(from))
                : new(state, default, Why.NotRedirected);
    }

    private static Next Purge(
        Config config, State state, Instant now, uint id, HostAddress from, HostAddress other)
    {
        var answer = new Output.AnswerPurge(id, from);
        if (from == other)
        {
            // It would be asked to drop its way to itself, until it answers.
            return To(state, Why.PurgedByItself, answer);
        }

        if (!state.Spokes.TryFind(Spoke.KeyOf(other), out var end))
        {
            return To(state, Why.PurgeAnswered, answer);
        }

        // FRR#4845: a purge that stays at the hub leaves one end on the shortcut.
        var spokes = state.Spokes.With(end with { Told = Without(end.Told, from) });
        return new(
            Sent(config, state with { Spokes = spokes }, now, other, from),
            [answer, new Output.SendPurge(state.NextId, other, from)],
            Why.PurgeHandedOn);
    }

    /// <summary>Registrations end; everybody who was told hears of it.</summary>
    private static Next End(
        Config config, State state, Instant now, Func<Spoke, bool> ends, Reason why)
    {
        List<Output> outputs = [];
        foreach (var spoke in state.Spokes)
        {
            if (ends(spoke))
            {
                state = Tell(
                    config, state with { Spokes = state.Spokes.Without(spoke.Key) }, now, spoke,
                    outputs);
            }
        }

        return new(Timed(config, now, state), [.. outputs], why);
    }

    private static bool TryFindLive(
        State state, Instant now, HostAddress address, out Spoke? spoke) =>
        state.Spokes.TryFind(Spoke.KeyOf(address), out spoke) && spoke.ExpiresAt > now;

    private static Items<HostAddress> Without(Items<HostAddress> told, HostAddress one) =>
        [.. told.Where(address => address != one)];

    private static State Put(Config config, State state, Instant now, Spoke spoke) => state with
    {
        Spokes = state.Spokes.With(spoke),
        SweepAt = state.SweepAt ?? now + config.SweepEvery,
    };

    private static State Timed(Config config, Instant now, State state) => state with
    {
        SweepAt = state.Spokes.Count == 0 ? null : state.SweepAt ?? now + config.SweepEvery,
    };

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}
