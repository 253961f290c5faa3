using Holdfast.StateMachines.Links;
using static Holdfast.StateMachines.Links.LinkSelection;

namespace Holdfast.Tests.Properties.StateMachines.Links;

/// <summary>The laws of machines for the choice of links.</summary>
public sealed class LinkSelectionLaws() : MachineLaws<Config, State, Input, Output>(
    LinkSelection.Machine, LinkInvariants.Configs);
