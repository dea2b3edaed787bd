# Dot-sourced: what is computed from many values.

# The value that the given share of all values does not exceed (nearest rank).
function Get-Percentile {
    param([double[]] $Values, [double] $Share)
    $sorted = @($Values | Sort-Object)
    $sorted[[Math]::Max(0, [Math]::Ceiling($Share * $sorted.Count) - 1)]
}

function Get-Median {
    param([double[]] $Values)
    if ($Values.Count) {
        $sorted = @($Values | Sort-Object)
        # The one in the middle, or the two.
        ($sorted[($sorted.Count - 1) -shr 1], $sorted[$sorted.Count -shr 1] | Measure-Object -Average).Average
    }
}

# How much the values grow for each unit of time, by least squares.
function Get-Slope {
    param([double[]] $Times, [double[]] $Values)
    $meanTime = ($Times | Measure-Object -Average).Average
    $meanValue = ($Values | Measure-Object -Average).Average
    $above = 0.0
    $below = 0.0
    for ($i = 0; $i -lt $Times.Count; $i++) {
        $above += ($Times[$i] - $meanTime) * ($Values[$i] - $meanValue)
        $below += [Math]::Pow($Times[$i] - $meanTime, 2)
    }
    $above / $below
}
