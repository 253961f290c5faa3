using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>
/// What surrounds the machine of routes at an end of a tunnel while it takes one input: a kernel,
/// and as much of IKE as makes, rekeys and deletes SAs. Whatever is to be done is done one by one,
/// in order: messages that promise something come last.
/// </summary>
internal sealed partial class TunnelShell(TunnelConfig config, TunnelState.End end)
{
    /// <summary>The interface behind which all SAs are, where they share one.</summary>
    public const int Shared = int.MaxValue;

    /// <summary>The end that makes the tunnel; the other one answers.</summary>
    public const int Maker = 1;

    private const ulong Peer = 1;
    private const int PrefixesMax = 4;

    private readonly List<TunnelOutput> _said = [];
    private readonly List<TunnelWork> _toDo = [.. end.ToDo];
    private RouteTable? _table = end.Table;
    private TunnelKernel _kernel = end.Kernel;
    private TunnelTalk _talk = end.Talk;
    private SteadyRoutes _steady = end.Steady;
    private Reason _reason = new("Holdfast", "done");

    /// <summary>A step, with the machine's clock at the origin.</summary>
    public static Next<TunnelState, TunnelOutput> Step(
        TunnelConfig config, TunnelState.End end, TunnelInput input)
    {
        var shell = new TunnelShell(config, end);
        if (end.Table is not null)
        {
            shell.Take(input);
        }
        else
        {
            shell.TakeWhileDown(input);
        }

        return shell.Next();
    }

    /// <summary>When something is due: now, or at the end of a drain.</summary>
    public static Instant? Deadline(TunnelConfig config, TunnelState.End end) =>
        end.Table is null ? (end.Talk.Boot == TunnelBoot.IsDue ? Instant.Zero : null)
        : end.ToDo.Count > 0 || Question(config, end.Talk) is not null ? Instant.Zero
        : end.Table.Deadline();

    /// <summary>A unit of time later a request may be sent again.</summary>
    public static TunnelState Rebase(TunnelState.End end, TimeSpan by) => end with
    {
        Table = end.Table?.Rebase(by),
        Talk = by >= TimeSpan.Zero ? end.Talk : end.Talk with
        {
            IsFresh = false,
            Boot = end.Talk.Boot == TunnelBoot.Begins ? TunnelBoot.IsDue : end.Talk.Boot,
        },
    };

    private void Take(TunnelInput input)
    {
        switch (input)
        {
            case TunnelInput.Tick:
                Tick();
                break;
            case TunnelInput.Heard({ IsAnswer: true } message):
                Conclude(message);
                break;
            case TunnelInput.Heard(var message):
                Answer(message.Request);
                break;
            case TunnelInput.Packet(var sa):
                Prove(sa);
                break;
            case TunnelInput.PeerIsDead when config.Flaw != TunnelFlaw.DeathUnheeded:
                ForgetPeer();
                _talk = _talk with { Restarts = config.Self == Maker };
                break;
            case TunnelInput.Want(var wish):
                Want(wish);
                break;
            case TunnelInput.PowerLost:
                _kernel = TunnelKernel.Off;
                Die();
                break;
            case TunnelInput.DaemonDies:
                Die();
                break;
            case TunnelInput.PeerIsDead or TunnelInput.Start or TunnelInput.Seen:
                break;
        }
    }

    private void TakeWhileDown(TunnelInput input)
    {
        switch (input)
        {
            case TunnelInput.Start:
                _talk = _talk with { Boot = TunnelBoot.Begins };
                break;
            case TunnelInput.Tick when _talk.Boot == TunnelBoot.IsDue:
                Start();
                break;
            case TunnelInput.PowerLost:
                _kernel = TunnelKernel.Off;
                _talk = _talk with { Boot = TunnelBoot.None };
                break;
            case TunnelInput.DaemonDies:
                _talk = _talk with { Boot = TunnelBoot.None };
                break;
            case TunnelInput.Tick or TunnelInput.Heard or TunnelInput.Packet
                or TunnelInput.PeerIsDead or TunnelInput.Want or TunnelInput.Seen:
                break;
        }
    }

    private Next<TunnelState, TunnelOutput> Next()
    {
        _steady = _steady.Seen(_kernel.Route is not null);
        var after = new TunnelState.End(_table, _kernel, [.. _toDo], _talk, _steady);
        var view = ViewOf(after);
        if (view != ViewOf(end))
        {
            _said.Add(new TunnelOutput.Shows(view));
        }

        return new(after, [.. _said], _reason);
    }

    private static TunnelView ViewOf(TunnelState.End end) => new(
        end.Table is not null, end.Kernel.Forwards, end.Talk.Ike,
        end.Kernel.Forwards ? end.Kernel.Uses : 0, end.Kernel.Inbound,
        [.. end.Talk.Sas.Where(sa => !sa.IsReady).Select(sa => sa.Id)]);

    private void Die()
    {
        _table = null;
        _toDo.Clear();
        _steady = _steady.Ended();
        _talk = TunnelTalk.None(_talk.Made);
    }

    /// <summary>
    /// Guards first, then old routes, then old SAs; packets are forwarded once all this is so.
    /// </summary>
    private void Start()
    {
        _table = RouteTable.Empty(config.Routes, PrefixesMax).Promote(Instant.Zero).Table;
        _table.TryProtect(Instant.Zero, 0, config.Routes.Prefix, out var change);
        _table = change.Table;
        Items<RouteTable.Key> guards = _kernel.IsGuarded ? [new(0, config.Routes.Prefix)] : [];
        Items<Route> routes = _kernel.Route is { } old ? [old] : [];
        var flushes = _kernel.Inbound.Concat(_kernel.Outbound).Distinct().Order()
            .Select(sa => new TunnelWork.Flush(sa));
        if (config.Flaw == TunnelFlaw.ForwardsBeforeGuard)
        {
            _toDo.Add(new TunnelWork.Forward());
        }

        if (config.Flaw == TunnelFlaw.SasFlushedFirst)
        {
            _toDo.AddRange(flushes);
        }

        Obey(_table.Reconcile(routes, guards).Outputs);
        if (config.Flaw != TunnelFlaw.SasFlushedFirst)
        {
            _toDo.AddRange(flushes);
        }

        _toDo.Add(new TunnelWork.Forward());
        _talk = _talk with { Restarts = config.Self == Maker, Boot = TunnelBoot.None };
        _reason = new("Holdfast", "what was is found, and put right");
    }

    private void Tick()
    {
        if (_toDo.Count > 0)
        {
            var work = _toDo[0];
            _toDo.RemoveAt(0);
            Do(work);
        }
        else if (Question(config, _talk) is { } request)
        {
            Ask(request);
        }
        else if (_table!.Deadline() <= Instant.Zero)
        {
            Obey(_table.Tick(Instant.Zero));
        }
    }

    private void Do(TunnelWork work)
    {
        switch (work)
        {
            case TunnelWork.Obey(var output):
                Do(output);
                break;
            case TunnelWork.TakeAway(var route, var whicheverItIs):
                _kernel = whicheverItIs || _kernel.Route == route
                    ? _kernel with { Route = null }
                    : _kernel;
                break;
            case TunnelWork.Receive(var sa):
                _kernel = _kernel with { Inbound = _kernel.Inbound.Add(sa) };
                break;
            case TunnelWork.Send(var sa):
                _kernel = _kernel with { Outbound = _kernel.Outbound.Add(sa) };
                break;
            case TunnelWork.Remove(var sa):
                Remove(sa);
                break;
            case TunnelWork.Flush(var sa):
                _kernel = _kernel.Without(sa);
                break;
            case TunnelWork.Say(var message):
                _said.Add(new TunnelOutput.Say(message));
                break;
            case TunnelWork.Forward:
                _kernel = _kernel with { Forwards = true };
                break;
        }
    }

    private void Do(Output output)
    {
        switch (output)
        {
            case Output.Guard:
                _kernel = _kernel with { IsGuarded = true };
                break;
            case Output.Unguard:
                _kernel = _kernel with { IsGuarded = false };
                break;
            case Output.Add(var route):
                _kernel = _kernel with { Route = route };
                break;
            case Output.Replace(_, var route):
                _kernel = _kernel with { Route = route };
                break;
            case Output.Withdraw(var route):
                Do(new TunnelWork.TakeAway(route, WhicheverItIs: false));
                break;
            case Output.Release(var sa):
                Release(sa);
                break;
            case Output.Conflict or Output.ConflictEnded or Output.Yield or Output.Refused:
                break;
        }
    }

    private void Release(ulong sa)
    {
        if (_talk.Find(sa) is not { } known || known.Fate == TunnelFate.Gone)
        {
            Remove(sa);
            return;
        }

        // RFC 7296 §1.4.1: the other end may use it until it has answered.
        _talk = _talk.With(known with { Fate = TunnelFate.Closes });
        var left = _kernel.Without(sa);
        _kernel = config.Flaw == TunnelFlaw.ReceiverLeavesFirst
            ? left
            : left with { Inbound = _kernel.Inbound };
    }

    private void Remove(ulong sa)
    {
        _kernel = _kernel.Without(sa);
        _talk = _talk.Without(sa);
        if (_talk.Sas.All(one => one.Replaces == 0 || _talk.IndexOf(one.Replaces) < 0))
        {
            _steady = _steady.Ended();
        }
    }

    private void Obey(RouteTable.Change change)
    {
        _table = change.Table;
        Obey(change.Outputs);
    }

    private void Obey(Items<Output> outputs)
    {
        var order = config.Flaw == TunnelFlaw.RouteWithdrawnAfterSa ? outputs.Reverse() : outputs;
        foreach (var output in order)
        {
            switch (output)
            {
                case Output.Withdraw when config.Flaw == TunnelFlaw.RouteKept:
                    break;
                case Output.Replace(var old, var route)
                    when config.Flaw == TunnelFlaw.ReplacedInTwoSteps:
                    _toDo.Add(new TunnelWork.TakeAway(old, WhicheverItIs: false));
                    _toDo.Add(new TunnelWork.Obey(new Output.Add(route)));
                    break;
                case Output.Replace(var old, var route)
                    when config.Flaw == TunnelFlaw.OldWithdrawalTakesNewRoute:
                    _toDo.Add(new TunnelWork.Obey(new Output.Add(route)));
                    _toDo.Add(new TunnelWork.TakeAway(old, WhicheverItIs: true));
                    break;
                default:
                    _toDo.Add(new TunnelWork.Obey(output));
                    break;
            }
        }
    }
}
