using Holdfast.StateMachines.Nhrp;

namespace Holdfast.StateMachines.Composition;

/// <content>NHRP, RFC 2332: a member that reigns is a hub or a spoke.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void AtHub(NhrpServer.Input input)
        {
            if (!MayUse(_nhrp?.Hub is not null))
            {
                return;
            }

            switch (input)
            {
                case NhrpServer.Input.Registers or NhrpServer.Input.Asks
                    or NhrpServer.Input.Passes or NhrpServer.Input.Purges
                    or NhrpServer.Input.PurgeAnswered or NhrpServer.Input.SaDown:
                    Hub(input);
                    break;
                case NhrpServer.Input.Tick:
                    Refuse();
                    break;
            }
        }

        private void AtRegistration(Input.AtRegistration at)
        {
            var hub = config.Set.Nhrp.Hubs.Span.IndexOf(at.Hub);
            if (!MayUse(hub >= 0))
            {
                return;
            }

            switch (at.Input)
            {
                case NhrpRegistration.Input.Accepted or NhrpRegistration.Input.Rejected:
                    Registration(hub, at.Input);
                    break;
                case NhrpRegistration.Input.SaUp or NhrpRegistration.Input.SaDown
                    or NhrpRegistration.Input.Tick:
                    Refuse();
                    break;
            }
        }

        private void AtShortcut(Input.AtShortcut at)
        {
            if (!MayUse(config.NhrpShortcut is not null))
            {
                return;
            }

            switch (at.Input)
            {
                case NhrpShortcut.Input.Resolved or NhrpShortcut.Input.Unresolved
                    or NhrpShortcut.Input.PurgeAnswered:
                    Shortcut(at.Destination, at.Input);
                    break;
                case NhrpShortcut.Input.Traffic or NhrpShortcut.Input.Redirected
                    or NhrpShortcut.Input.Purged:
                    if (HasWay(at.Destination))
                    {
                        Shortcut(at.Destination, at.Input);
                    }

                    break;
                case NhrpShortcut.Input.SaUp or NhrpShortcut.Input.SaDown
                    or NhrpShortcut.Input.HubLost or NhrpShortcut.Input.Tick:
                    Refuse();
                    break;
            }
        }

        private bool MayUse(bool isConfigured)
        {
            if (!isConfigured)
            {
                _reason ??= Why.NotConfigured;
            }
            else if (!_isOpen)
            {
                _reason ??= Why.Closed;
            }

            return isConfigured && _isOpen;
        }

        /// <summary>Whether a destination has a way, which begins now unless too many have one.
        /// </summary>
        private bool HasWay(HostAddress destination)
        {
            var nhrp = _nhrp!;
            if (nhrp.Find(destination) is not null)
            {
                return true;
            }

            var settings = config.NhrpShortcut!;
            if (nhrp.Shortcuts.Count >= config.Set.Nhrp.ShortcutsMax)
            {
                if (nhrp.Idle(now) is not { } idle)
                {
                    _reason ??= Why.TooManyWays;
                    return false;
                }

                nhrp = nhrp.Dropping(settings, idle);
            }

            var way = new NhrpMachines.Way(
                destination, nhrp.NextId, NhrpShortcut.Initial(settings, now));
            _nhrp = (nhrp with { NextId = nhrp.NextId + 1 }).With(settings, way);
            return true;
        }

        private void Hub(NhrpServer.Input input)
        {
            if (_nhrp is not { Hub: { } state } nhrp)
            {
                return;
            }

            var next = machines.NhrpServer(config.NhrpServer!, state, now, input);
            _nhrp = ReferenceEquals(next.State, state) ? nhrp : nhrp with { Hub = next.State };
            Follow(
                Part.NhrpServer, 0, input, next.Reason, next.Outputs, Part.NhrpServer,
                static (ref to, _, output) => to.Put(new Output.OfHub(output)));
        }

        private void Registration(int hub, NhrpRegistration.Input input)
        {
            var nhrp = _nhrp!;
            var next = machines.NhrpRegistration(
                config.NhrpRegistration!, nhrp.Registrations[hub], now, input);
            if (!ReferenceEquals(next.State, nhrp.Registrations[hub]))
            {
                _nhrp = nhrp with
                {
                    Registrations =
                    [
                        .. nhrp.Registrations.Span[..hub], next.State,
                        .. nhrp.Registrations.Span[(hub + 1)..],
                    ],
                };
            }

            Follow(
                Part.NhrpRegistration, (ulong)hub, input, next.Reason, next.Outputs, hub,
                static (ref to, of, output) => to.On(of, output));
        }

        private void On(int hub, NhrpRegistration.Output output)
        {
            Put(new Output.OfRegistration(config.Set.Nhrp.Hubs[hub], output));
            switch (output)
            {
                case NhrpRegistration.Output.HubLost:
                    ToShortcuts(new NhrpShortcut.Input.HubLost());
                    break;
                case NhrpRegistration.Output.HubUsable
                    or NhrpRegistration.Output.SendRequest:
                    break;
            }
        }

        private void Shortcut(HostAddress destination, NhrpShortcut.Input input)
        {
            if (_nhrp?.Find(destination) is not { } way)
            {
                return;
            }

            var next = machines.NhrpShortcut(config.NhrpShortcut!, way.State, now, input);
            if (!ReferenceEquals(next.State, way.State))
            {
                _nhrp = _nhrp.With(config.NhrpShortcut!, way with { State = next.State });
            }

            Follow(
                Part.NhrpShortcut, way.Id, input, next.Reason, next.Outputs, destination,
                static (ref to, of, output) => to.On(of, output));
        }

        private void On(HostAddress destination, NhrpShortcut.Output output)
        {
            switch (output)
            {
                case NhrpShortcut.Output.OpenSa(var nbma) when IsUp(nbma, except: null):
                    Shortcut(destination, new NhrpShortcut.Input.SaUp(nbma));
                    break;
                case NhrpShortcut.Output.Install or NhrpShortcut.Output.Withdraw:
                    Put(new Output.OfShortcut(destination, output));
                    break;
                case NhrpShortcut.Output.OpenSa or NhrpShortcut.Output.SendRequest
                    or NhrpShortcut.Output.SendPurge or NhrpShortcut.Output.AnswerPurge:
                    // At the end of a reign the other end keeps its shortcut: the SA lives on, and
                    // a standby sends nothing.
                    if (_isOpen)
                    {
                        Put(new Output.OfShortcut(destination, output));
                    }

                    break;
            }
        }

        private void ToShortcuts(NhrpShortcut.Input input)
        {
            if (_nhrp is { } nhrp)
            {
                foreach (var way in nhrp.Shortcuts)
                {
                    Shortcut(way.Destination, input);
                }
            }
        }
    }
}
