#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds the images of the observatory's services and starts all of them.

.DESCRIPTION
The tag of an image is the VERSION of its service; a service without one is an error, and no image is built. Images are
built side by side in PowerShell 7, one after another in Windows PowerShell 5.1.

.PARAMETER NoBuild
Starts the images that are there.

.EXAMPLE
pwsh infra/scripts/start-all.ps1 -WhatIf
Says what would be built and started, and does neither.
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $NoBuild)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$marker = 'invariants.json'
$composeFile = 'infra/docker-compose.integration.yml'
$services = 'gateway', 'processor', 'metrics-engine', 'read-model', 'web-pty-server', 'web-ui'

# $PSScriptRoot is empty where the text of this script is run (pwsh -Command) and not its file.
function Find-Root {
    $folder = if ($PSScriptRoot) { $PSScriptRoot } else { (Get-Location).Path }
    while ($folder) {
        if (Test-Path (Join-Path $folder $marker)) { return $folder }
        $folder = Split-Path -Parent $folder
    }
    throw "No folder above holds ${marker}: start this script from within the repository."
}

function Get-Version([string] $Root, [string] $Service) {
    $file = Join-Path $Root "apps/$Service/VERSION"
    if (-not (Test-Path $file)) { throw "$file does not exist: it names the tag of the image, and there is no fallback." }
    $version = (Get-Content -Raw $file).Trim()
    if ($version -notmatch '^\d+\.\d+\.\d+') { throw "$file says '$version', which is not SemVer." }
    $version
}

function Invoke-Build([string] $composePath, [string[]] $Names) {
    if ($PSVersionTable.PSVersion.Major -ge 7) {
        $failed = $Names | ForEach-Object -ThrottleLimit 4 -Parallel {
            docker compose --file $using:composePath build $_ | Out-Host
            if ($LASTEXITCODE -ne 0) { $_ }
        }
    } else {
        $failed = $Names | ForEach-Object {
            docker compose --file $composePath build $_ | Out-Host
            if ($LASTEXITCODE -ne 0) { $_ }
        }
    }
    if ($failed) { throw "These images could not be built: $($failed -join ', ')." }
}

$root = Find-Root
$composePath = Join-Path $root $composeFile
$images = foreach ($service in $services) { "observatory/${service}:$(Get-Version $root $service)" }
if (-not $NoBuild -and $PSCmdlet.ShouldProcess($images -join ', ', 'Build')) { Invoke-Build $composePath $services }
if ($PSCmdlet.ShouldProcess($composeFile, 'Start all services')) {
    docker compose --file $composePath up --detach --wait
    if ($LASTEXITCODE -ne 0) { throw 'Not all services became healthy: see "docker compose logs".' }
}
