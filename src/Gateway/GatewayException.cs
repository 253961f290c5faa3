namespace Holdfast.Gateway;

/// <summary>The gateway can't begin, or go on; the message says why.</summary>
public sealed class GatewayException(string message, Exception? cause = null)
    : Exception(message, cause);
