using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Mobike.MobikeInitiator.State,
    Holdfast.StateMachines.Mobike.MobikeInitiator.Output>;

namespace Holdfast.StateMachines.Mobike;

/// <content>Which path is next, and what is sent over it.</content>
public static partial class MobikeInitiator
{
    /// <summary>
    /// The paths in the order in which they are tried: of the preferred address first, the former
    /// path last, if it can be used still.
    /// </summary>
    public static Items<Path> Candidates(Net net, Path former)
    {
        List<Path> paths = [];
        while (Candidate(net, former, paths.Count) is { } path)
        {
            paths.Add(path);
        }

        return [.. paths];
    }

    /// <summary>The n-th path to try; null: there are not so many.</summary>
    private static Path? Candidate(in Net net, Path former, int n)
    {
        var locals = net.Locals.Span;
        var remotes = net.Remotes.Span;
        var left = n;
        for (var at = 0; at < locals.Length; at++)
        {
            ref readonly var local = ref locals[at];
            if (IsRepeated(locals, at))
            {
                continue;
            }

            for (var to = 0; to < remotes.Length; to++)
            {
                ref readonly var remote = ref remotes[to];
                if (local.IsIpv6 == remote.IsIpv6
                    && !(local == former.Local && remote == former.Remote)
                    && !IsRepeated(remotes, to)
                    && left-- == 0)
                {
                    return new(local, remote);
                }
            }
        }

        return left == 0 && locals.Contains(former.Local) && remotes.Contains(former.Remote)
            ? former
            : null;
    }

    private static bool IsRepeated(ReadOnlySpan<HostAddress> addresses, int at) =>
        addresses[..at].Contains(addresses[at]);

    /// <summary>Tries the n-th path; behind the last one it doubts the former again.</summary>
    private static Next Try(
        Config config, Net net, Path former, int tried, RoutabilityRequest request, Instant now,
        Reason why)
    {
        if (Candidate(net, former, tried) is not { } path)
        {
            return Candidate(net, former, 0) is { } first
                ? OnExhaustion(config, net, former, first, request, now)
                : Stay(new State.Cut(net, former, request), Why.NoAddress);
        }

        // RFC 4555 §3.5: what is open is sent again over the new path; a new request waits for it.
        if (!request.IsOpen)
        {
            return Send(config, net, former, path, tried, now, why);
        }

        return new(
            new State.Updating(
                net, former, path, tried, now + config.TryFor, request.Over(path)),
            [new Output.UseForIke(path)],
            why);
    }

    private static Next Send(
        Config config, Net net, Path former, Path path, int tried, Instant now, Reason why) => new(
        new State.Updating(
            net, former, path, tried, now + config.TryFor, RoutabilityRequest.For(path)),
        [new Output.UseForIke(path), new Output.SendUpdate(path)],
        why);

    private static Next OnExhaustion(
        Config config, Net net, Path former, Path first, RoutabilityRequest request, Instant now)
    {
        // Without the former address the first path that there is has to do.
        var path = net.Locals.Span.Contains(former.Local) ? former : first;
        return new(
            new State.Doubting(net, former, now + config.Patience, request.Over(path)),
            [new Output.UseForIke(path), new Output.NoPathWorks()],
            Why.NoPathWorks);
    }

    private static RoutabilityRequest Sent(RoutabilityRequest request, Octets cookie) =>
        request.IsOpen ? request with { Cookie = cookie } : request;

    /// <summary>RFC 4555 §3.6: the address in use counts, announced or not.</summary>
    private static Net Known(Net net, Path path, Items<HostAddress> additional) =>
        net with { Remotes = WithFirst(path.Remote, additional) };

    private static Items<HostAddress> WithFirst(
        HostAddress first, Items<HostAddress> additional) =>
        [first, .. additional.Where(address => address != first)];

    private static Next Announce(
        State state, Items<HostAddress> locals, Path path, Reason why) => new(
        state,
        [new Output.Announce([.. locals.Where(local => local != path.Local)])],
        why);

    private static Next Close() =>
        new(new State.Closed(), [new Output.CloseSa()], Why.WrongCookie);

    private static Next Stay(State state, Reason why) => new(state, default, why);
}
