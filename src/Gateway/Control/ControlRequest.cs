namespace Holdfast.Gateway.Control;

/// <summary>What somebody may ask of a running member.</summary>
public enum ControlRequest
{
    /// <summary>What it is at this moment.</summary>
    Status,

    /// <summary>Give the place up in good order, and do not come back to it.</summary>
    Drain,

    /// <summary>Stay after all.</summary>
    Remain,
}
